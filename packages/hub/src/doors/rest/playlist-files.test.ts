import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Answer, type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'

const MATE = { username: 'Bob', password: 'a long password' }
const TUNES = ['One', 'Two – Ü', 'Three & <more>']

let hub: ServedHub
let kitchen: Program
let mate: Program
before(async () => {
  hub = await serveHub({ tracks: TUNES.map((name) => ({ name: `${name}.flac`, durationMs: 60_000 })) })
  kitchen = await hub.program('kitchen')
  await hub.accounts.createMember(hub.owner, MATE)
  mate = await hub.program('attic', MATE)
})
after(() => hub[Symbol.asyncDispose]())

type Json = Record<string, unknown>

function base64(text: string | Buffer): string {
  return Buffer.from(text as string).toString('base64')
}

function codeOf({ json }: Answer): unknown {
  return (json.error as Json).code
}

async function tracksOf(id: unknown, by = kitchen): Promise<readonly unknown[]> {
  const { json } = await by.ask(`/playlists/${id}`)
  return (json.tracks as Json[]).map((track) => track.track_id)
}

test('[PF11, PF12] a list is looked at without a change, and imported with what is missing named', async () => {
  const [one, two] = hub.trackIds
  const file = {
    filename: 'Sunday.m3u8',
    content: base64('#EXTM3U\nX:\\m\\One.flac\ngone/away.mp3\nTwo – Ü.flac\nOne.flac\n'),
  }
  const before = (await kitchen.ask('/playlists')).json.items
  const looked = await kitchen.post('/playlists/look', file)
  assert.equal(looked.status, 200)
  assert.deepEqual(looked.json, {
    title: 'Sunday',
    total: 4,
    track_ids: [one, two, one],
    missing: [{ number: 2, text: 'gone/away.mp3', reason: 'not-found' }],
  })
  assert.deepEqual((await kitchen.ask('/playlists')).json.items, before)
  const imported = await kitchen.post('/playlists/import', { ...file, visibility: 'household' })
  assert.equal(imported.status, 201)
  const { playlist, total, found, missing } = imported.json as { [name: string]: Json }
  assert.deepEqual([total, found, missing], [4, 3, looked.json.missing])
  assert.deepEqual([playlist?.title, playlist?.track_count, playlist?.visibility], ['Sunday', 3, 'household'])
  assert.deepEqual(await tracksOf(playlist?.playlist_id, mate), [one, two, one])
})

test('[PF5] nothing that a list names is opened or asked for', async () => {
  let asked = 0
  const elsewhere = createServer((_, answer) => {
    asked += 1
    answer.end()
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  const { port } = elsewhere.address() as AddressInfo
  const list = `http://127.0.0.1:${port}/One.flac\nfile:///etc/passwd\n../../../../etc/hostname\n`
  const { json } = await kitchen.post('/playlists/look', { filename: 'a.m3u', content: base64(list) })
  assert.deepEqual([json.track_ids, (json.missing as Json[]).length, asked], [[hub.trackIds[0]], 2, 0])
  elsewhere.close()
})

test('[PF12] of a list of which nothing is there no playlist is made', async () => {
  const answer = await kitchen.post('/playlists/import', {
    filename: 'a.m3u',
    content: base64('no.mp3\nnone.mp3\n'),
  })
  assert.deepEqual([answer.status, codeOf(answer)], [409, 'playlist.nothing-found'])
})

test('[PF13] named by the caller, by the list or by its file, and made once with one command id', async () => {
  const content = base64('#PLAYLIST:Its own name\nOne.flac\n')
  const titleOf = async (body: object) => {
    const { json } = await kitchen.post('/playlists/import', { filename: 'f.m3u', content, ...body })
    return (json.playlist as Json).title
  }
  assert.equal(await titleOf({ title: 'Mine' }), 'Mine')
  assert.equal(await titleOf({}), 'Its own name')
  assert.equal(
    await titleOf({ filename: 'C:\\lists\\From file.m3u', content: base64('One.flac') }),
    'From file',
  )
  assert.equal(await titleOf({ filename: '.m3u', content: base64('One.flac') }), 'Playlist')
  const once = { filename: 'once.m3u', content, client_event_uuid: 'import once' }
  const first = await kitchen.post('/playlists/import', once)
  const again = await kitchen.post('/playlists/import', once)
  assert.deepEqual(again.json.receipt, first.json.receipt)
  assert.deepEqual((again.json.playlist as Json).playlist_id, (first.json.playlist as Json).playlist_id)
})

test('[PF3, PF4] what is no list, too large or too long is refused with its code', async () => {
  const refused = async (content: string) => {
    const answer = await kitchen.post('/playlists/look', { filename: 'list', content })
    return [answer.status, codeOf(answer), (answer.json.error as Json).details]
  }
  assert.deepEqual(await refused(base64('<!DOCTYPE a><playlist/>')), [
    400,
    'playlist.file-unreadable',
    { reason: 'doctype' },
  ])
  assert.deepEqual((await refused('%%%')).slice(0, 2), [400, 'request.invalid'])
  assert.deepEqual((await refused(base64('One.flac\n'.repeat(10_001)))).slice(0, 2), [409, 'playlist.full'])
  const largest = 8 * 1024 * 1024
  assert.deepEqual((await refused('A'.repeat(largest + 4))).slice(0, 2), [400, 'request.invalid'])
  assert.deepEqual((await refused('A'.repeat(9_500_000))).slice(0, 2), [413, 'request.too-large'])
})

test('[PF4, PF11] a list of 10,000 tracks is imported as a whole', async () => {
  const answer = await kitchen.post('/playlists/import', {
    filename: 'long.m3u8',
    content: base64(
      TUNES.map((name) => `${name}.flac\n`)
        .join('')
        .repeat(3_334)
        .split('\n')
        .slice(0, 10_000)
        .join('\n'),
    ),
  })
  const { playlist, found } = answer.json as { playlist: Json; found: number }
  assert.deepEqual([answer.status, found, playlist.track_count], [201, 10_000, 10_000])
})

test('[PF14, PF15] a playlist goes out as a file and comes back the same, in each format', async () => {
  const made = await kitchen.post('/playlists', {
    title: 'Back/forth: "ü"',
    track_ids: [...hub.trackIds, hub.trackIds[0]],
  })
  const id = (made.json.playlist as Json).playlist_id
  for (const format of ['m3u8', 'm3u', 'xspf', 'jspf']) {
    const answer = await fetch(`${hub.baseUrl}/playlists/${id}/export?format=${format}`, {
      headers: { authorization: `Bearer ${kitchen.token}` },
    })
    assert.equal(answer.status, 200)
    const disposition = answer.headers.get('content-disposition') ?? ''
    assert.equal(
      disposition,
      `attachment; filename="Back forth _.${format}"; filename*=UTF-8''Back%20forth%20%C3%BC.${format}`,
    )
    const content = base64(Buffer.from(await answer.arrayBuffer()))
    const looked = await kitchen.post('/playlists/look', { filename: 'x', content })
    assert.deepEqual(looked.json.track_ids, [...hub.trackIds, hub.trackIds[0]], format)
    assert.equal(looked.json.title, 'Back/forth: "ü"')
  }
  assert.equal((await mate.ask(`/playlists/${id}/export`)).status, 404)
  const [folder] = await hub.library.folders(hub.owner.householdId)
  await hub.library.markMissing(hub.owner.householdId, folder?.folderId ?? '', ['One.flac'])
  const { text } = await kitchen.ask(`/playlists/${id}/export`)
  assert.ok(text.includes('\nOne.flac\n'), 'one that is missing keeps its place')
  await hub.library.markPresent(hub.owner.householdId, folder?.folderId ?? '', ['One.flac'])
})
