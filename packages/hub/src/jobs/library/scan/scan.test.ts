import assert from 'node:assert/strict'
import {
  copyFile,
  link,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ScanProgress } from '@baton/protocol'
import { Dice } from '../../../../../testing/src/fakes/seeded-chance.ts'
import { makePicture, makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { ALL, scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'

test('[B15] every format is read with its tags, length and cover', async () => {
  await using world = await scanWorld()
  const { music } = world
  const coverPath = join(world.folder, 'cover.png')
  await makePicture(coverPath)
  const codecs = { flac: 'flac', mp3: 'mp3', ogg: 'vorbis', opus: 'opus', m4a: 'aac', wav: 'pcm' }
  const withCover = new Set(['flac', 'mp3', 'm4a'])
  for (const [index, format] of Object.keys(codecs).entries()) {
    await makeSound({
      path: join(music, `${format}.${format}`),
      seconds: 2 + index / 10,
      tags: {
        title: `Tune in ${format}`,
        artist: 'Ärtist',
        album: `Album ${format}`,
        album_artist: 'Band',
        track: `${index + 1}`,
        disc: '1',
        date: '1998',
        genre: 'Folk',
      },
      ...(withCover.has(format) ? { coverPath } : {}),
    })
  }
  const summary = await world.scan()
  assert.deepEqual([summary.phase, summary.added, summary.failed], ['done', 6, 0])
  const { items } = await world.library.listTracks(world.householdId, ALL)
  for (const [index, [format, codec]] of Object.entries(codecs).entries()) {
    const track = items.find(({ title }) => title === `Tune in ${format}`)
    assert.ok(track, `no track for ${format}`)
    assert.equal(track.codec, codec)
    assert.equal(track.artist, 'Ärtist')
    assert.equal(track.album, `Album ${format}`)
    assert.ok(
      Math.abs((track.durationMs ?? 0) - (2000 + index * 100)) <= 60,
      `${format}: ${track.durationMs} ms`,
    )
    assert.equal(track.coverId !== null, withCover.has(format), `${format}: cover`)
    if (format !== 'wav')
      assert.deepEqual([track.trackNo, track.year, track.genre], [index + 1, 1998, 'Folk'], format)
    if (track.coverId) assert.ok(await world.covers.image(track.coverId, 96))
  }
  assert.equal(new Set(items.map((track) => track.coverId)).size, 2)
})

test('[B15] the length of Ogg and Opus is exact to the sample', async () => {
  await using world = await scanWorld()
  await makeSound({ path: join(world.music, 'long.opus'), seconds: 65 })
  await makeSound({ path: join(world.music, 'long.ogg'), seconds: 65 })
  await world.scan()
  const { items } = await world.library.listTracks(world.householdId, ALL)
  assert.deepEqual(
    items.map((track) => Math.abs((track.durationMs ?? 0) - 65_000) <= 2),
    [true, true],
    JSON.stringify(items.map((track) => track.durationMs)),
  )
})

test('[B14] a second scan reads nothing, a third only what changed', async () => {
  await using world = await scanWorld()
  await world.sounds('a.flac', 'x/b.flac', 'x/c.flac')
  await writeFile(join(world.music, 'bad.mp3'), '')
  await world.scan()
  const second = await world.scan()
  assert.deepEqual([second.added, second.changed, second.unchanged, second.failed], [0, 0, 4, 0])
  await makeSound({ path: join(world.music, 'x/b.flac'), tags: { title: 'Renewed' } })
  await utimes(join(world.music, 'x/c.flac'), 1_000, 1_000)
  const third = await world.scan()
  assert.deepEqual([third.added, third.changed, third.unchanged], [0, 2, 2])
  assert.deepEqual(await world.titles(), ['a', 'c', 'Renewed'])
})

test('[B2] a file or a whole folder that moved keeps its ids; [B3] what is gone is missing until it is back', async () => {
  await using world = await scanWorld()
  await world.sounds('m/a.flac', 'm/b.flac', 'stay.flac')
  await world.scan()
  const before = await world.ids()
  await rename(join(world.music, 'm'), join(world.music, 'a new place'))
  const moved = await world.scan()
  assert.deepEqual([moved.added, moved.moved, moved.missing, moved.changed], [0, 2, 2, 0])
  assert.deepEqual(await world.ids(), before)

  await rename(join(world.music, 'stay.flac'), join(world.folder, 'away.flac'))
  assert.equal((await world.scan()).missing, 1)
  assert.deepEqual(await world.titles(), ['a', 'b'])
  await rename(join(world.folder, 'away.flac'), join(world.music, 'stay.flac'))
  assert.equal((await world.scan()).restored, 1)
  assert.deepEqual(await world.ids(), before)
})

test('[B16] lying files are listed with their reason, and nothing stops', async () => {
  await using world = await scanWorld()
  const { music } = world
  await world.sounds('good.flac', 'whole.flac', 'whole.m4a', 'whole.opus')
  const file = (name: string) => join(music, name)
  const noise = new Dice(1).bytes(50_000)
  await writeFile(file('empty.mp3'), '')
  await writeFile(file('noise.mp3'), noise)
  await writeFile(file('noise.flac'), Buffer.concat([Buffer.from('fLaC'), noise]))
  await writeFile(file('noise.ogg'), Buffer.concat([Buffer.from('OggS'), noise]))
  await writeFile(file('noise.m4a'), Buffer.concat([Buffer.from('\0\0\0\x20ftypM4A '), noise]))
  await writeFile(file('noise.wav'), Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), noise]))
  await writeFile(file('text.opus'), 'This is no music.\n'.repeat(100))
  await writeFile(file('tiny.mp3'), 'ID3')
  await copyFile(file('good.flac'), file('really-flac.mp3'))
  for (const name of ['whole.flac', 'whole.m4a', 'whole.opus']) {
    await copyFile(file(name), file(`cut-${name}`))
    await truncate(file(`cut-${name}`), 30)
  }
  await mkdir(file('a folder.flac'))
  await writeFile(
    Buffer.concat([Buffer.from(`${music}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.flac')]),
    'x',
  )
  const summary = await world.scan()
  assert.equal(summary.phase, 'done')
  const problems = (await world.library.scanErrors(world.householdId, ALL)).items
  const codes = Object.fromEntries(problems.map(({ path, code }) => [path, code]))
  assert.equal(codes['empty.mp3'], 'file.empty')
  assert.equal(codes['noise.mp3'], 'file.not-audio')
  assert.equal(codes['text.opus'], 'file.not-audio')
  assert.equal(codes['\ufffd\ufffd.flac'], 'file.name-not-text')
  const lying = [
    'noise.flac',
    'noise.ogg',
    'noise.m4a',
    'noise.wav',
    'tiny.mp3',
    'cut-whole.flac',
    'cut-whole.m4a',
    'cut-whole.opus',
  ]
  for (const path of lying)
    assert.match(codes[path] ?? 'nothing', /^file\.(damaged|not-audio|no-duration)$/, path)
  assert.deepEqual(await world.titles(), ['good', 'really-flac', 'whole', 'whole', 'whole'])
  const flac = (await world.library.listTracks(world.householdId, { limit: 9, q: 'really' })).items[0]
  assert.deepEqual([flac?.codec, flac?.mime], ['flac', 'audio/flac'])
  const again = await world.scan()
  assert.deepEqual([again.failed, again.added, again.changed, again.missing], [0, 0, 0, 0])
})

test('[B16] any cut of any file is either music or listed', async () => {
  await using world = await scanWorld()
  const whole = join(world.folder, 'whole')
  for (const format of ['flac', 'mp3', 'ogg', 'opus', 'm4a', 'wav']) {
    await makeSound({ path: `${whole}.${format}`, tags: { title: 'x' } })
    const bytes = await readFile(`${whole}.${format}`)
    await mkdir(world.music, { recursive: true })
    for (const share of [0.001, 0.01, 0.1, 0.5, 0.9, 0.999]) {
      const cut = bytes.subarray(0, Math.floor(bytes.length * share))
      await writeFile(join(world.music, `${share}.${format}`), cut)
      const holed = Buffer.from(bytes)
      holed.fill(0xaa, Math.floor(bytes.length * share * 0.9), Math.floor(bytes.length * share))
      await writeFile(join(world.music, `${share}-holed.${format}`), holed)
    }
  }
  const summary = await world.scan()
  assert.equal(summary.phase, 'done')
  assert.equal(summary.added + summary.failed, 72)
})

test('[B15] hidden names are passed over, links are not followed, and those that lead out are listed', async () => {
  await using world = await scanWorld()
  const { music, folder } = world
  await world.sounds('a/one.flac', '.hidden/two.flac', 'a/.three.flac')
  await mkdir(join(folder, 'outside'))
  await copyFile(join(music, 'a/one.flac'), join(folder, 'outside', 'four.flac'))
  await symlink('..', join(music, 'a', 'loop'))
  await symlink(music, join(music, 'root'))
  await symlink('one.flac', join(music, 'a', 'twin.flac'))
  await symlink(join(folder, 'outside'), join(music, 'outside'))
  await symlink(join(folder, 'outside', 'four.flac'), join(music, 'four.flac'))
  await symlink('nowhere', join(music, 'dead.flac'))
  const summary = await world.scan()
  assert.equal(summary.added, 1)
  const problems = (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [
      ['four.flac', 'link.outside'],
      ['outside', 'link.outside'],
    ],
  )
})

test('[B7] [B15] music that nothing here plays is listed, whatever is in it, and what is no music is not', async () => {
  await using world = await scanWorld()
  const listed = ['bound.m4p', 'book.AAX', 'call.amr', 'film.ac3', 'notes.mid', 'tone.m4r', 'x.tta']
  for (const name of [...listed, 'film.mkv', 'text.txt', 'cover.jpg', 'rip.log'])
    await writeFile(join(world.music, name), 'anything')
  await world.scan()
  const problems = (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    problems.map(({ path, code }) => `${path} ${code}`).sort(),
    listed.map((name) => `${name} file.format-not-played`).sort(),
  )
})

test('[B15] odd names and deep folders are read as they are', async () => {
  await using world = await scanWorld()
  const { music } = world
  await world.sounds('plain.flac')
  const names = [
    'ä NFC.flac',
    'a\u0308 NFD.flac',
    '日本 🎵.FLAC',
    ' space .flac',
    'new\nline.flac',
    'quote\'".flac',
    '%_\\.flac',
    '-dash.flac',
  ]
  for (const name of names) await copyFile(join(music, 'plain.flac'), join(music, name))
  const deep = `${'deep/'.repeat(32)}`
  const tooDeep = `${deep}deeper/`
  await mkdir(join(music, tooDeep), { recursive: true })
  await copyFile(join(music, 'plain.flac'), join(music, deep, 'found.flac'))
  await copyFile(join(music, 'plain.flac'), join(music, tooDeep, 'lost.flac'))
  const summary = await world.scan()
  assert.equal(summary.added, names.length + 2)
  const problems = (await world.library.scanErrors(world.householdId, ALL)).items
  assert.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [[tooDeep, 'folder.too-deep']],
  )
  assert.equal((await world.scan()).unchanged, names.length + 2)
})

test('a picture beside the files is the cover of all of them', async () => {
  await using world = await scanWorld()
  await world.sounds('album/a.ogg', 'album/b.wav', 'bare/c.ogg')
  await makePicture(join(world.music, 'album', 'Folder.JPG'), 'blue')
  await writeFile(join(world.music, 'bare', 'cover.png'), 'no picture')
  await world.scan()
  const { items } = await world.library.listTracks(world.householdId, ALL)
  const [a, b, c] = items
  assert.ok(a?.coverId)
  assert.equal(b?.coverId, a.coverId)
  assert.equal(c?.coverId, null)
})

test('[B37] a picture that comes, changes or goes is noticed without any change of the music', async () => {
  await using world = await scanWorld()
  await world.sounds('album/a.ogg', 'other/b.ogg')
  await world.scan()
  const coverOf = async (title: string) =>
    (await world.library.listTracks(world.householdId, ALL)).items.find((track) => track.title === title)
      ?.coverId
  assert.equal(await coverOf('a'), null)
  const picture = join(world.music, 'album', 'cover.png')
  await makePicture(picture, 'blue')
  const came = await world.scan()
  assert.deepEqual([came.changed, came.unchanged], [1, 1])
  const blue = await coverOf('a')
  assert.ok(blue)
  await makePicture(picture, 'red')
  assert.equal((await world.scan()).changed, 1)
  assert.notEqual(await coverOf('a'), blue)
  await rm(picture)
  assert.equal((await world.scan()).changed, 1)
  assert.equal(await coverOf('a'), null)
})

test('[B33] a scan of some folders leaves the others; what may still be written is left for later', async () => {
  await using world = await scanWorld()
  await world.sounds('x/a.ogg', 'y/b.ogg')
  await world.scan()
  await rename(join(world.music, 'x/a.ogg'), join(world.music, 'y/moved.ogg'))
  await rm(join(world.music, 'y/b.ogg'))
  await world.sounds('z/c.ogg')
  const part = await world.scan({ under: ['y', 'x', 'y/deeper', 'no-such-folder'] })
  assert.deepEqual([part.added, part.moved, part.missing], [0, 1, 2])
  const young = await world.scan({ under: ['z'], settledAt: Date.now() - 60_000 })
  assert.deepEqual([young.added, young.unsettled], [0, 1])
  const settled = await world.scan({ under: ['z'], settledAt: Date.now() + 1_000 })
  assert.deepEqual([settled.added, settled.unsettled], [1, 0])
  const outside = await world.scan({ under: ['../music', '.hidden', ''] })
  assert.equal(outside.unchanged, 2)
})

test('[B18] a cancelled scan keeps what it read, and the next one goes on', async () => {
  await using world = await scanWorld()
  await world.sounds('0.flac')
  const files = 2_000
  for (let index = 1; index < files; index += 1) {
    const folder = join(world.music, String(index % 50))
    if (index <= 50) await mkdir(folder)
    await link(join(world.music, '0.flac'), join(folder, `${index}.flac`))
  }
  const control = new AbortController()
  const { library } = world
  const cancelled = await world.scan({
    signal: control.signal,
    workers: 1,
    library: {
      ...library,
      async ingest(...batch) {
        const ingested = await library.ingest(...batch)
        control.abort()
        return ingested
      },
    },
  })
  assert.equal(cancelled.phase, 'cancelled')
  assert.ok(cancelled.added < files, `${cancelled.added} were read`)
  assert.equal((await world.library.summary(world.householdId)).tracks, cancelled.added)
  const rest = await world.scan()
  assert.equal(rest.added, files - cancelled.added)
  assert.equal(rest.unchanged, cancelled.added)
  const before = await world.scan({ signal: AbortSignal.abort() })
  assert.equal(before.phase, 'cancelled')
})

test('[B19] a scan that finds more than it remembers goes on where it stopped', async () => {
  await using world = await scanWorld()
  const paths = [
    'a/1.flac',
    'a/b/2.flac',
    'a/b.flac',
    'a-b/3.flac',
    'b/4.flac',
    'ä/5.flac',
    '日/6.flac',
    'z.flac',
  ]
  await world.sounds(...paths)
  await writeFile(join(world.music, 'b', 'bad.flac'), 'bad')
  const first = await world.scan({ remembered: 2 })
  assert.deepEqual([first.phase, first.added, first.failed, first.unchanged], ['done', paths.length, 1, 0])
  await rm(join(world.music, 'z.flac'))
  await rename(join(world.music, 'a'), join(world.music, 'moved'))
  await utimes(join(world.music, '日/6.flac'), 1, 1)
  const second = await world.scan({ remembered: 1 })
  assert.deepEqual(
    [second.phase, second.added, second.changed, second.moved, second.missing, second.unchanged],
    ['done', 0, 1, 3, 4, 4],
  )
  assert.equal((await world.scan()).unchanged, paths.length)
})

test('[B19] progress comes at most four times a second, and ends with the truth', async () => {
  await using world = await scanWorld()
  await world.sounds('a.flac', 'b.flac')
  await writeFile(join(world.music, 'c.flac'), 'x')
  const told: ScanProgress[] = []
  const summary = await world.scan({ onProgress: (progress) => told.push(progress) })
  const last = told.at(-1)
  assert.deepEqual(
    [last?.phase, last?.seen, last?.read, last?.unchanged, last?.failed, last?.total],
    ['done', 3, 2, 0, 1, 3],
  )
  assert.ok(told.length <= 3 + summary.tookMs / 250, `${told.length} reports in ${summary.tookMs} ms`)
})

test('a folder that vanishes is forgotten with its problems, when the music goes', async () => {
  await using world = await scanWorld()
  await world.sounds('x/a.flac', 'y/b.flac')
  await writeFile(join(world.music, 'x', 'bad.flac'), 'bad')
  await world.scan()
  await rm(join(world.music, 'x'), { recursive: true })
  await world.scan()
  assert.deepEqual((await world.library.scanErrors(world.householdId, ALL)).items, [])
  assert.deepEqual(await world.titles(), ['b'])
})
