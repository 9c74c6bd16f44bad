import assert from 'node:assert/strict'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeSound } from '../../../testing/src/music/sound-files.ts'
import { openScannedFolder } from '../../../testing/src/worlds/scanned-folder-world.ts'
import { startHub } from './compose.ts'

type Listed = {
  readonly playlist_id: string
  readonly title: string
  readonly track_count: number
  readonly visibility: string
  readonly file?: { readonly path: string; readonly not_found: number }
}

test('[PF16, PF17, PF18, PF19, PF20, PF21, PF22] lists that lie in a music folder are playlists and follow their files', async () => {
  await using world = await openScannedFolder(startHub)
  const { music, get, post, until } = world
  const lists = async (): Promise<readonly Listed[]> => (await get('/playlists')).items
  const list = async (title: string) => (await lists()).find((one) => one.title === title)
  const shows = (title: string, tracks: number, notFound: number) =>
    until(async () => {
      const found = await list(title)
      return found?.track_count === tracks && found.file?.not_found === notFound
    }, `${title} with ${tracks} and without ${notFound}`)
  const titlesOf = async (id: string) =>
    (await get(`/playlists/${id}`)).tracks.map((track: { title: string }) => track.title)
  const place = (...names: readonly string[]) => join(music, ...names)
  for (const [nth, name] of ['one', 'two'].entries())
    await makeSound({ path: place('A', `${name}.flac`), tags: { title: name }, hz: 400 + 100 * nth })
  await mkdir(place('lists'))
  await writeFile(place('A', 'Beside.m3u'), 'two.flac\none.flac\n')
  await writeFile(
    place('lists', 'far.xspf'),
    '<playlist><title>Far</title><trackList><track><location>../A/one.flac</location></track></trackList></playlist>',
  )
  await writeFile(place('lists', 'broken.xspf'), '<!DOCTYPE playlist><playlist/>')
  await writeFile(place('lists', 'Ones.nsp'), '{"all": [{"contains": {"title": "O"}}], "sort": "title"}')
  await world.start([music])
  await shows('Beside', 2, 0)
  await shows('Far', 1, 0)
  const beside = await list('Beside')
  assert.ok(beside)
  assert.deepEqual([beside.visibility, beside.file?.path], ['household', 'A/Beside.m3u'])
  assert.deepEqual(await titlesOf(beside.playlist_id), ['two', 'one'])
  await shows('Ones', 2, 0)
  const ones = await list('Ones')
  assert.ok(ones)
  assert.deepEqual(await titlesOf(ones.playlist_id), ['one', 'two'])
  assert.equal((await lists()).length, 3)

  const refused = await post(`/playlists/${beside.playlist_id}/remove`, { tracks: [1] })
  assert.equal(refused.error.code, 'playlist.of-file')
  const into = { playlist_id: beside.playlist_id }
  const upload = await post('/uploads', { filename: 'new.flac', size_bytes: 9, ...into })
  const download = await post('/downloads', { url: 'https://example.org/new', ...into })
  assert.deepEqual([upload.error.code, download.error.code], ['playlist.of-file', 'playlist.of-file'])
  const copy = await post('/playlists', { title: 'Copy', playlist_id: beside.playlist_id })
  assert.deepEqual([copy.playlist.track_count, copy.playlist.file], [2, undefined])

  await writeFile(place('A', 'Beside.m3u'), 'one.flac\nthree.flac\n')
  await shows('Beside', 1, 1)
  await makeSound({ path: place('A', 'three.flac'), tags: { title: 'three' }, hz: 700 })
  await shows('Beside', 2, 0)
  assert.deepEqual(await titlesOf(beside.playlist_id), ['one', 'three'])
  await writeFile(place('lists', 'Ones.nsp'), '{"all": [{"contains": {"title": "E"}}], "sort": "-title"}')
  await until(async () => (await titlesOf(ones.playlist_id)).join() === 'three,one', 'other rules')
  const ruled = await post(`/playlists/${ones.playlist_id}/remove`, { tracks: [1] })
  assert.equal(ruled.error.code, 'playlist.of-file')

  await rename(place('A', 'Beside.m3u'), place('lists', 'Elsewhere.m3u'))
  await until(async () => (await list('Elsewhere'))?.playlist_id === beside.playlist_id, 'the renamed list')
  await rm(place('lists', 'far.xspf'))
  await until(async () => (await list('Far')) === undefined, 'the end of a list')

  await rename(music, `${music} away`)
  await mkdir(music)
  await post('/library/scan', {})
  await until(async () => (await get('/library/scan')).state.phase === 'failed', 'a folder that is away')
  assert.ok(await list('Elsewhere'))
  await rm(music, { recursive: true })
  await rename(`${music} away`, music)

  await world.stop()
  await world.start([music], { followLists: false })
  await until(async () => (await lists()).length === 1, 'lists that are hidden')
  assert.ok(await list('Copy'))
  await world.stop()
  await world.start([music])
  await until(async () => (await list('Elsewhere'))?.playlist_id === beside.playlist_id, 'what was hidden')
})
