import assert from 'node:assert/strict'
import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makePicture, makeSound } from '../../../testing/src/music/sound-files.ts'
import { type HeardTrack, openScannedFolder } from '../../../testing/src/worlds/scanned-folder-world.ts'
import { startHub } from './compose.ts'

test('[B33] while the hub watches, files may come, move, change and go: ids, likes and the queue stay', async () => {
  await using world = await openScannedFolder(startHub)
  const { music, get, post, until, titles } = world
  for (const name of ['one', 'two', 'three', 'four']) {
    await makeSound({ path: join(music, 'Album', `${name}.flac`), tags: { title: name, album: 'Album' } })
  }
  await world.start([music])
  await until(async () => (await titles()).length === 4, 'the first scan')
  const before = new Map((await world.tracks()).map((track) => [track.title, track.track_id]))
  await post(`/tracks/${before.get('one')}/like`, { liked: true })
  await post('/queue/enqueue', { track_ids: [...before.values()] })
  await sleep(300)

  await rename(join(music, 'Album'), join(music, 'Álbum renamed'))
  await mkdir(join(music, 'new', 'deep'), { recursive: true })
  await makeSound({ path: join(music, 'new', 'deep', 'five.ogg'), tags: { title: 'five' }, hz: 700 })
  await until(async () => (await titles()).includes('five'), 'a new folder')
  await until(async () => (await titles()).length === 5, 'the renamed folder')
  assert.deepEqual(
    (await world.tracks())
      .filter(({ title }) => title !== 'five')
      .map(({ title, track_id: id }) => [title, id])
      .sort(),
    [...before].sort(),
  )

  const place = (name: string) => join(music, 'Álbum renamed', `${name}.flac`)
  await rm(place('two'))
  await makeSound({ path: place('three'), tags: { title: 'three again', album: 'Album' }, hz: 900 })
  const whole = await readFile(place('one'))
  await writeFile(join(music, 'half.flac'), whole.subarray(0, whole.length - 4_000))
  await symlink(music, join(music, 'new', 'loop'))
  await writeFile(join(music, 'new', 'no-music.mp3'), 'no music')
  await until(
    async () => !(await titles()).includes('two') && (await titles()).includes('three again'),
    'changes',
  )
  await until(async () => (await world.problems()).includes('half.flac file.damaged'), 'half a file')
  await until(async () => (await world.problems()).includes('new/no-music.mp3 file.not-audio'), 'no music')
  assert.equal(
    (await world.tracks()).find(({ title }) => title === 'three again')?.track_id,
    before.get('three'),
  )

  await writeFile(join(music, 'half.flac'), whole)
  await makePicture(join(music, 'Álbum renamed', 'cover.png'))
  await until(
    async () => (await world.problems()).every((line: string) => !line.startsWith('half.flac')),
    'the rest of it',
  )
  await until(async () => (await world.tracks()).filter((track) => track.cover_id).length >= 3, 'a cover')

  const liked = await get('/library/tracks?sort=liked')
  assert.deepEqual(
    liked.items.map((track: HeardTrack) => track.track_id),
    [before.get('one')],
  )
  const queue = await get('/queue')
  assert.deepEqual(
    queue.entries.map((entry: HeardTrack) => entry.track_id),
    [...before.values()],
  )
  assert.equal((await get(`/library/tracks/${before.get('two')}`)).missing, true)
  await truncate(place('four'), 0)
  await until(
    async () => (await world.problems()).some((line: string) => line.endsWith('file.empty')),
    'an emptied file',
  )
})

test('[B2] [B22] what plays and what waits goes on when its files are moved or replaced', async () => {
  await using world = await openScannedFolder(startHub)
  const { music, post, until, titles } = world
  for (const [index, name] of ['now', 'next', 'later'].entries()) {
    const hz = 400 + 100 * index
    await makeSound({ path: join(music, 'a', `${name}.flac`), seconds: 2, tags: { title: name }, hz })
  }
  await world.start([music])
  await until(async () => (await titles()).length === 3, 'the first scan')
  const ids = new Map((await world.tracks()).map((track) => [track.title, track.track_id]))
  await post('/devices/register', { device_name: 'kitchen' })
  const played = await post('/queue/enqueue', {
    track_ids: ['now', 'next'].map((title) => ids.get(title)),
    at: 'now',
  })
  const heard = async () => {
    const answer = await world.fetch(played.file_url)
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
  }
  const before = await heard()
  assert.equal(before.status, 200)

  await mkdir(join(music, 'b'))
  await rename(join(music, 'a', 'now.flac'), join(music, 'b', 'renamed.flac'))
  await until(async () => (await heard()).status === 200, 'sound from the new place')
  assert.deepEqual((await heard()).bytes, before.bytes)
  await rename(join(music, 'a', 'later.flac'), join(music, 'a', 'next.flac'))
  const missing = async () => (await world.get(`/library/tracks/${ids.get('later')}`)).missing
  await until(missing, 'the file that took another place')
  assert.deepEqual(
    (await world.get('/queue')).entries.map((entry: HeardTrack) => entry.track_id),
    [ids.get('now'), ids.get('next')],
  )
  const replaced = async () => (await world.get(`/library/tracks/${ids.get('next')}`)).title === 'later'
  await until(replaced, 'what lies there now')
})

test('[B32] [HE13] an owner adds a folder and takes it away; what was in it comes back with it; one that goes is told', async () => {
  await using world = await openScannedFolder(startHub)
  const { music, get, post, until, titles } = world
  const more = join(world.folder, 'more')
  await makeSound({ path: join(music, 'a.flac'), tags: { title: 'a' } })
  await makeSound({ path: join(more, 'b.flac'), tags: { title: 'b' }, hz: 600 })
  await world.start([music])
  await until(async () => (await titles()).join() === 'a', 'the first scan')
  const added = await post('/library/folders', { path: more })
  await until(async () => (await titles()).join() === 'a,b', 'the new folder')
  const id = (await world.tracks())[1]?.track_id
  assert.deepEqual(
    (await get('/library/folders')).items.map((one: { origin: string; track_count: number }) => [
      one.origin,
      one.track_count,
    ]),
    [
      ['owner', 1],
      ['settings', 1],
    ].sort(),
  )
  const refusal = async (path: string) => (await post('/library/folders', { path })).error?.code
  assert.equal(await refusal(join(more, 'none')), 'library.folder-unusable')
  assert.equal(await refusal('relative'), 'library.folder-unusable')
  assert.equal(await refusal(world.folder), 'library.folder-unusable')
  await mkdir(join(music, 'inner'))
  assert.equal(await refusal(join(music, 'inner')), 'library.folder-overlaps')
  await world.remove(`/library/folders/${added.folder_id}`)
  await until(async () => (await titles()).join() === 'a', 'without it')
  assert.equal((await get(`/library/tracks/${id}`)).missing, true)
  await post('/library/folders', { path: more })
  await until(async () => (await titles()).join() === 'a,b', 'with it again')
  assert.equal((await world.tracks())[1]?.track_id, id)
  await rename(more, join(world.folder, 'elsewhere'))
  await post('/library/scan', {})
  const partCalled = async (name: string) =>
    (await get('/health')).components.find((part: { component: string }) => part.component === name)
  await until(async () => (await partCalled('library'))?.code === 'library.folder-away', 'it is away')
  assert.deepEqual((await partCalled('library')).figures, { folders: 2, folders_away: 1 })
  assert.equal((await partCalled('scanner')).status, 'healthy')
  assert.equal((await get('/health')).status, 'degraded')
})

test('[B34] lyrics come from beside the file or from inside; [B35] a waveform is drawn once and kept', async () => {
  await using world = await openScannedFolder(startHub)
  const { music, get, until, titles } = world
  const words = 'first line\nsecond line'
  await makeSound({ path: join(music, 'in.flac'), seconds: 2, tags: { title: 'in', LYRICS: words } })
  await makeSound({ path: join(music, 'out.mp3'), seconds: 2, tags: { title: 'out' } })
  await makeSound({ path: join(music, 'none.ogg'), tags: { title: 'none' } })
  await writeFile(
    join(music, 'out.lrc'),
    '[ar:Somebody]\n[offset:+100]\n[00:01.50]sung\n[00:00.6][00:02]\u00e9cho\n',
  )
  await world.start([music])
  await until(async () => (await titles()).length === 3, 'the scan')
  const [inside, none, beside] = (await world.tracks()).map((track) => `/library/tracks/${track.track_id}`)
  assert.deepEqual(await get(`${beside}/lyrics`), {
    synced: true,
    source: 'beside',
    lines: [
      { at_ms: 500, text: 'écho' },
      { at_ms: 1_400, text: 'sung' },
      { at_ms: 1_900, text: 'écho' },
    ],
  })
  const embedded = await get(`${inside}/lyrics`)
  assert.deepEqual([embedded.synced, embedded.source], [false, 'file'])
  assert.deepEqual(
    embedded.lines.map((line: { text: string }) => line.text),
    words.split('\n'),
  )
  assert.equal((await get(`${none}/lyrics`)).error.code, 'library.no-lyrics')
  const drawn = await get(`${inside}/waveform`)
  assert.equal(drawn.peaks.length, 800)
  assert.ok(
    drawn.peaks.every((peak: number) => peak > 5 && peak <= 100),
    drawn.peaks.join(),
  )
  const again = await get(`${inside}/waveform`)
  assert.deepEqual(again, drawn)
})
