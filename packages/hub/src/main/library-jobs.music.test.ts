import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openScannedFolder } from '../../../testing/src/worlds/scanned-folder-world.ts'
import { startHub } from './compose.ts'

const SINGULARITY = '/usr/share/games/singularity/music'
const FOLDERS = [SINGULARITY, '/usr/share/games/wesnoth/1.16/data/core/music', '/usr/share/hyperrogue/music']
const OGG = 'OggS'

type Named = { readonly title: string; readonly track_count: number; readonly cover_id: string | null }

test('[B38] music that others tagged is scanned, browsed and played', { timeout: 150_000 }, async () => {
  await using world = await openScannedFolder(startHub)
  await world.start(FOLDERS)
  await world.until(async () => (await world.get('/library/scan')).state.phase === 'done', 'end of the scan')
  assert.deepEqual(await world.problems(), [])
  const { items: tracks } = await world.get('/library/tracks?limit=200')
  assert.ok(tracks.length >= 74, `${tracks.length} tracks`)
  for (const track of tracks) {
    assert.ok(track.duration_ms > 1_000, `${track.title} sounds for ${track.duration_ms} ms`)
    assert.doesNotMatch(track.title, /^\s*$|\.ogg$/)
  }

  const { items: albums } = (await world.get('/library/albums')) as { items: readonly Named[] }
  for (const title of [
    'Endgame: Singularity Original Soundtrack',
    'HyperRogue',
    'The Battle for Wesnoth OST',
  ]) {
    const found = albums.filter((album) => album.title === title)
    assert.equal(found.length, 1, `${title} is ${found.length} albums`)
  }
  const { items: artists } = await world.get('/library/artists?limit=100')
  const names = artists.map((artist: { name: string }) => artist.name)
  for (const name of ['Maxstack', 'NeonCorridor', 'Mattias Westlund']) assert.ok(names.includes(name), name)
  assert.ok(!names.includes('4'), 'a number of parts is nobody')
  const { items: genres } = await world.get('/library/genres')
  assert.ok(genres.length >= 2)
  for (const genre of genres) {
    const of = await world.get(`/library/tracks?limit=200&genre=${encodeURIComponent(genre.genre)}`)
    assert.equal(of.items.length, genre.track_count)
  }
  for (const album of albums.filter(({ cover_id: id }) => id !== null)) {
    const cover = await world.fetch(`/covers/${album.cover_id}?size=96`)
    assert.equal(cover.headers.get('content-type'), 'image/webp')
  }
  const found = await world.get('/library/search?q=northern+mountians')
  assert.equal(found.tracks[0].title, 'Over the Northern Mountains')

  await world.post('/devices/register', { device_name: 'kitchen' })
  const files = new Set<string>()
  for (const track of tracks) {
    const session = await world.post('/queue/enqueue', { track_ids: [track.track_id], at: 'now' })
    assert.equal(session.track_id, track.track_id)
    const sound = await world.fetch(session.file_url, { range: 'bytes=0-4095' })
    const bytes = Buffer.from(await sound.arrayBuffer())
    assert.equal(sound.status, 206, `${track.title}: ${sound.status}`)
    assert.equal(bytes.subarray(0, 4).toString(), OGG)
    files.add(bytes.toString('base64'))
  }
  assert.equal(files.size, tracks.length, 'every track is a file of its own')
  const first = await readFile(join(SINGULARITY, 'A New Journey.ogg'))
  assert.ok(files.has(first.subarray(0, 4_096).toString('base64')), 'what is played is what lies there')
})
