import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { makePicture, makeSound } from '../../../testing/src/library/sound-files.ts'
import { startHub } from './compose.ts'

const WITHIN_MS = 30_000

test('[B33] while the hub watches, files may come, move, change and go: ids, likes and the queue stay', async () => {
  await using house = await openHouse()
  const { music, get, post, until, titles } = house
  for (const name of ['one', 'two', 'three', 'four']) {
    await makeSound({ path: join(music, 'Album', `${name}.flac`), tags: { title: name, album: 'Album' } })
  }
  await house.start([music])
  await until(async () => (await titles()).length === 4, 'the first scan')
  const before = new Map((await house.tracks()).map((track) => [track.title, track.track_id]))
  await post(`/tracks/${before.get('one')}/like`, { liked: true })
  await post('/queue/enqueue', { track_ids: [...before.values()] })
  await sleep(300)

  await rename(join(music, 'Album'), join(music, 'Álbum renamed'))
  await mkdir(join(music, 'new', 'deep'), { recursive: true })
  await makeSound({ path: join(music, 'new', 'deep', 'five.ogg'), tags: { title: 'five' }, hz: 700 })
  await until(async () => (await titles()).includes('five'), 'a new folder')
  await until(async () => (await titles()).length === 5, 'the renamed folder')
  assert.deepEqual(
    (await house.tracks())
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
  await until(async () => (await house.problems()).includes('half.flac file.damaged'), 'half a file')
  assert.ok((await house.problems()).includes('new/no-music.mp3 file.not-audio'))
  assert.equal(
    (await house.tracks()).find(({ title }) => title === 'three again')?.track_id,
    before.get('three'),
  )

  await writeFile(join(music, 'half.flac'), whole)
  await makePicture(join(music, 'Álbum renamed', 'cover.png'))
  await until(
    async () => (await house.problems()).every((line: string) => !line.startsWith('half.flac')),
    'the rest of it',
  )
  await until(async () => (await house.tracks()).filter((track) => track.cover_id).length >= 3, 'a cover')

  const liked = await get('/library/tracks?sort=liked')
  assert.deepEqual(
    liked.items.map((track: Track) => track.track_id),
    [before.get('one')],
  )
  const queue = await get('/queue')
  assert.deepEqual(
    queue.entries.map((entry: Track) => entry.track_id),
    [...before.values()],
  )
  assert.equal((await get(`/library/tracks/${before.get('two')}`)).missing, true)
  await truncate(place('four'), 0)
  await until(
    async () => (await house.problems()).some((line: string) => line.endsWith('file.empty')),
    'an emptied file',
  )
})

test('[B32] an owner adds a folder and takes it away; what was in it comes back with it', async () => {
  await using house = await openHouse()
  const { music, get, post, until, titles } = house
  const more = join(house.folder, 'more')
  await makeSound({ path: join(music, 'a.flac'), tags: { title: 'a' } })
  await makeSound({ path: join(more, 'b.flac'), tags: { title: 'b' }, hz: 600 })
  await house.start([music])
  await until(async () => (await titles()).join() === 'a', 'the first scan')
  const added = await post('/library/folders', { path: more })
  await until(async () => (await titles()).join() === 'a,b', 'the new folder')
  const id = (await house.tracks())[1]?.track_id
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
  assert.equal(await refusal(house.folder), 'library.folder-unusable')
  await mkdir(join(music, 'inner'))
  assert.equal(await refusal(join(music, 'inner')), 'library.folder-overlaps')
  await house.remove(`/library/folders/${added.folder_id}`)
  await until(async () => (await titles()).join() === 'a', 'without it')
  assert.equal((await get(`/library/tracks/${id}`)).missing, true)
  await post('/library/folders', { path: more })
  await until(async () => (await titles()).join() === 'a,b', 'with it again')
  assert.equal((await house.tracks())[1]?.track_id, id)
})

test('[B34] lyrics come from beside the file or from inside; [B35] a waveform is drawn once and kept', async () => {
  await using house = await openHouse()
  const { music, get, until, titles } = house
  const words = 'first line\nsecond line'
  await makeSound({ path: join(music, 'in.flac'), seconds: 2, tags: { title: 'in', LYRICS: words } })
  await makeSound({ path: join(music, 'out.mp3'), seconds: 2, tags: { title: 'out' } })
  await makeSound({ path: join(music, 'none.ogg'), tags: { title: 'none' } })
  await writeFile(
    join(music, 'out.lrc'),
    '[ar:Somebody]\n[offset:+100]\n[00:01.50]sung\n[00:00.6][00:02]\u00e9cho\n',
  )
  await house.start([music])
  await until(async () => (await titles()).length === 3, 'the scan')
  const [inside, none, beside] = (await house.tracks()).map((track) => `/library/tracks/${track.track_id}`)
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

type Track = { readonly track_id: string; readonly title: string; readonly cover_id: string | null }

async function openHouse() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-library-work-'))
  const music = join(folder, 'music')
  await mkdir(music)
  let hub: Awaited<ReturnType<typeof startHub>> | null = null
  let token = ''
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${hub?.port}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return answer.json()
  }
  const get = (path: string) => ask('GET', path)
  const tracks = async (): Promise<readonly Track[]> => (await get('/library/tracks')).items
  return {
    folder,
    music,
    get,
    post: (path: string, body: object) => ask('POST', path, body),
    remove: (path: string) => ask('DELETE', path),
    tracks,
    titles: async () => (await tracks()).map((track) => track.title),
    problems: async () =>
      (await get('/library/scan')).errors.map(
        (one: { path: string; code: string }) => `${one.path} ${one.code}`,
      ),
    async start(musicDirs: readonly string[]) {
      const [musicDir = null, ...moreMusicDirs] = musicDirs
      hub = await startHub({
        host: '127.0.0.1',
        port: 0,
        dataDir: join(folder, 'data'),
        musicDir,
        moreMusicDirs,
        owner: { username: 'owner', password: 'a long enough password' },
        hostNames: [],
        logLevel: 'silent',
        limits: 'off',
      })
      const form = new URLSearchParams({
        grant_type: 'password',
        username: 'owner',
        password: 'a long enough password',
      })
      const answer = await fetch(`http://127.0.0.1:${hub.port}/token`, { method: 'POST', body: form })
      token = (await answer.json()).access_token
    },
    async until(check: () => Promise<boolean>, what: string) {
      const deadline = performance.now() + WITHIN_MS
      while (!(await check())) {
        assert.ok(performance.now() < deadline, `there was no ${what}`)
        await sleep(100)
      }
    },
    async [Symbol.asyncDispose]() {
      await hub?.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
