import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const WITHIN_MS = 60_000
const KIB = 1024

test('[U11] after a part that is refused the connection goes on', async () => {
  await using hub = await serveHub()
  const ada = await hub.program()
  const { playlist } = (await ada.post('/playlists', { title: 'Refused' })).json as {
    playlist: { playlist_id: string }
  }
  const uploads = `/api/playlists/${playlist.playlist_id}/uploads`
  const begun = await ada.post(`${uploads}/session`, { filename: 'No.wav', file_size: 100 * KIB })
  const { session_id } = begun.json.data as { session_id: string }
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (method: string, path: string, body?: Buffer, type = 'application/octet-stream') =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: `Bearer ${ada.token}`, ...(body && { 'content-type': type }) }
      request(`${hub.baseUrl}${path}`, { method, headers, agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode))
      })
        .once('error', reject)
        .end(body)
    })
  const form = Buffer.concat([
    Buffer.from('--edge\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n'),
    Buffer.alloc(2 * KIB * KIB),
    Buffer.from('\r\n--edge--\r\n'),
  ])
  const type = 'multipart/form-data; boundary=edge'
  const part = (nth: number) => `${uploads}/${session_id}/chunks/${nth}`
  for (const [status, nth, body, ...rest] of [
    [413, 0, Buffer.alloc(2 * KIB * KIB)],
    [413, 0, form, type],
    [400, 9, form, type],
    [413, 0, Buffer.alloc(2 * KIB * KIB), type],
  ] as const) {
    assert.equal(await ask('PUT', part(nth), body, ...rest), status)
    assert.equal(await ask('GET', '/me'), 200)
  }
  agent.destroy()
  await ada.ask(`/api/uploads/sessions/${session_id}`, { method: 'DELETE' })
})

test('[U11] given up while a part is on its way: its sender is cut off, and nothing is kept', async () => {
  await using hub = await serveHub()
  const ada = await hub.program()
  const { playlist } = (await ada.post('/playlists', { title: 'Given up' })).json as {
    playlist: { playlist_id: string }
  }
  const uploads = `/api/playlists/${playlist.playlist_id}/uploads`
  const begun = await ada.post(`${uploads}/session`, { filename: 'Up.wav', file_size: 100 * KIB })
  const { session_id } = begun.json.data as { session_id: string }
  const slow = fetch(`${hub.baseUrl}${uploads}/${session_id}/chunks/0`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ada.token}` },
    body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(KIB)) }),
    duplex: 'half',
  } as RequestInit).then(
    ({ status }) => status,
    () => 'cut off',
  )
  const isComing = async () => (await incoming(hub)).includes(`${session_id}.marks`)
  await until('a part is on its way', isComing, WITHIN_MS)
  const path = `/api/uploads/sessions/${session_id}`
  assert.equal((await ada.ask(path, { method: 'DELETE' })).status, 200)
  assert.equal(await slow, 'cut off')
  assert.deepEqual(await incoming(hub), [])
})

function incoming({ music }: ServedHub): Promise<readonly string[]> {
  return readdir(join(music, '..', 'uploads', 'incoming')).catch(() => [])
}
