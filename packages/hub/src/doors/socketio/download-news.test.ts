import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { test } from 'node:test'
import type { DownloadTools } from '@baton/hub/jobs/downloads'
import { BatonError } from '@baton/protocol'
import { stillDownloadTools } from '@baton/testing/fakes/still-download-tools'
import { namesOf } from '@baton/testing/sockets/box-client'
import { connected } from '@baton/testing/sockets/connected'
import { type Answer, type Program, serveHub } from '@baton/testing/worlds/http-world'

const ADDRESS = 'https://example.org/song'
const BEN = { username: 'Ben', password: 'another long password' }

/** Half of it comes; then it fails, or stops until somebody gives it up. */
function halfway(failure?: BatonError): DownloadTools {
  return {
    ...stillDownloadTools(),
    async fetch({ folder, onProgress }, signal) {
      await mkdir(folder, { recursive: true })
      onProgress({ bytes: 500, totalBytes: 1_000, remainingMs: 30_000 })
      if (failure) throw failure
      await once(signal, 'abort')
      throw signal.reason
    },
  }
}

test('[SO60] [SO62] a download is begun over HTTP, and every screen is told how far it is, until it is given up', async () => {
  await using hub = await serveHub({ downloads: { tools: halfway() } })
  await hub.accounts.createMember(hub.owner, BEN)
  const ada = await hub.program()
  const ben = await hub.program(undefined, BEN)
  const { playlist } = (await ada.post('/playlists', { title: 'For all', visibility: 'household' })).json as {
    playlist: { playlist_id: string }
  }
  const { playlist_id } = playlist
  await using his = await connected(hub, ben.token)
  his.send('join:playlist', { playlist_id })
  await his.next('ack:join')
  const asked = { url: ADDRESS, playlist_id, client_op_id: 'one' }
  const begun = await ada.post('/api/youtube/download', asked)
  assert.equal(begun.status, 202, begun.text)
  const task_id = dataOf(begun).task_id
  assert.equal(dataOf(await ada.post('/api/youtube/download', asked)).task_id, task_id)
  assert.deepEqual(await his.next('youtube:progress', (data) => data.progress_percent === 50), {
    ...{ task_id, playlist_id, status: 'downloading', progress_percent: 50 },
    ...{ current_step: 'Downloading', estimated_time_remaining: 30_000 },
  })
  const told = dataOf(await ben.ask(`/api/youtube/status/${task_id}`))
  assert.deepEqual([told.status, told.progress_percent, told.url], ['downloading', 50, ADDRESS])

  await using later = await connected(hub, ada.token)
  later.send('join:playlists')
  assert.equal((await later.next('youtube:progress')).progress_percent, 50)
  assert.ok(namesOf(later).indexOf('ack:join') < namesOf(later).indexOf('youtube:progress'))
  await ben.ask(`/downloads/${task_id}`, { method: 'DELETE' })
  for (const box of [his, later]) {
    const ended = await box.next('youtube:error')
    assert.deepEqual([ended.task_id, ended.code], [task_id, 'download.over'])
  }
  const gone = await ada.ask(`/api/youtube/status/${task_id}`)
  assert.deepEqual([gone.status, (gone.json as { error_type: string }).error_type], [404, 'not_found'])
})

test('[SO61] what cannot be had ends with youtube:error; of what is private nobody else is told', async () => {
  await using hub = await serveHub({
    downloads: { tools: halfway(new BatonError('download.unavailable')) },
  })
  await hub.accounts.createMember(hub.owner, BEN)
  const ada = await hub.program()
  await using hers = await connected(hub, ada.token)
  await using his = await connected(hub, (await hub.program(undefined, BEN)).token)
  for (const box of [hers, his]) {
    box.send('join:playlists')
    await box.next('ack:join')
  }
  const { playlist } = (await ada.post('/playlists', { title: 'Mine', visibility: 'private' })).json as {
    playlist: { playlist_id: string }
  }
  await ask(ada, { playlist_id: playlist.playlist_id })
  const failed = await hers.next('youtube:error')
  assert.deepEqual(
    [failed.code, failed.error_type, typeof failed.message, failed.playlist_id],
    ['download.unavailable', 'service_unavailable', 'string', playlist.playlist_id],
  )
  await ask(ada, {})
  const open = await his.next('youtube:error')
  assert.equal(open.playlist_id, null)
  const tasks = his.heard.filter(({ event }) => event.startsWith('youtube:')).map(({ data }) => data.task_id)
  assert.deepEqual([...new Set(tasks)], [open.task_id])
  const wrong = await ada.post('/api/youtube/download', { url: 'file:///etc/passwd' })
  assert.deepEqual(
    [wrong.status, (wrong.json as { error_type: string }).error_type],
    [400, 'validation_error'],
  )
})

async function ask(by: Program, more: object): Promise<void> {
  assert.equal((await by.post('/api/youtube/download', { url: ADDRESS, ...more })).status, 202)
}

function dataOf({ json }: Answer): Readonly<Record<string, unknown>> {
  return json.data as Readonly<Record<string, unknown>>
}
