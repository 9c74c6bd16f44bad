import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import type { TrackId } from '@baton/protocol'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { ALL, scanWorld } from '../../../../../testing/src/worlds/scan-world.ts'

const run = promisify(execFile)

function sheet(file: string, titles: readonly string[], more = ''): string {
  const tracks = titles.map(
    (title, index) =>
      `  TRACK ${String(index + 1).padStart(2, '0')} AUDIO\n    TITLE "${title}"\n    INDEX 01 00:0${index}:${index}0\n`,
  )
  return `${more}PERFORMER "Band"\nTITLE "Long Player"\nFILE "${file}" WAVE\n${tracks.join('')}`
}

type World = Awaited<ReturnType<typeof scanWorld>>

async function tracksOf({ library, householdId }: World) {
  const { items } = await library.listTracks(householdId, ALL)
  const places = await Promise.all(
    items.map(async ({ trackId }) => (await library.content(householdId, trackId as TrackId))?.part),
  )
  return items
    .map((track, index) => ({ ...track, part: places[index] }))
    .sort((one, other) => (one.trackNo ?? 0) - (other.trackNo ?? 0))
}

test('[MF10] [MF11] a file beside its sheet is the tracks that it names, in any encoding, for good', async () => {
  await using world = await scanWorld()
  const { music } = world
  const flac = join(music, 'Album', 'rip.flac')
  await mkdir(join(music, 'Album'))
  await makeSound({ path: flac, seconds: 3, tags: { title: 'Rip', date: '1999', genre: 'Folk' } })
  await world.scan()
  assert.deepEqual(await world.titles(), ['Rip'])
  const [whole] = await tracksOf(world)

  const cue = join(music, 'Album', 'rip.cue')
  await writeFile(cue, Buffer.from(sheet('other name.wav', ['Erst', 'Zweit\xe4ltest', 'Dritt']), 'latin1'))
  assert.equal((await world.scan()).added, 3)
  const tracks = await tracksOf(world)
  assert.deepEqual(
    tracks.map(({ title, artist, album, year, genre, durationMs, part }) => [
      [title, artist, album, year, genre].join(' '),
      durationMs,
      part,
    ]),
    [
      ['Erst Band Long Player 1999 Folk', 1_133, { startFrame: 0, endFrame: 85 }],
      ['Zweitältest Band Long Player 1999 Folk', 1_134, { startFrame: 85, endFrame: 170 }],
      ['Dritt Band Long Player 1999 Folk', 733, { startFrame: 170, endFrame: null }],
    ],
  )
  assert.equal(new Set(tracks.map(({ albumId }) => albumId)).size, 1)
  assert.equal((await world.library.track(world.householdId, whole?.trackId as TrackId))?.missing, true)
  const again = await world.scan()
  assert.deepEqual(
    [again.added, again.changed, again.unchanged],
    [0, 0, 1],
    'what is known is not read again',
  )
  const bytes = await world.library.folderBytes(world.householdId, (await folderOf(world)).folderId)
  assert.equal(bytes, (await stat(flac)).size, 'and takes its room once')

  const ids = tracks.map(({ trackId }) => trackId)
  await writeFile(cue, sheet('rip.flac', ['Erst', 'Zwei', 'Drei']))
  await world.scan()
  const renamed = await tracksOf(world)
  assert.deepEqual(
    renamed.map(({ title }) => title),
    ['Erst', 'Zwei', 'Drei'],
  )
  assert.deepEqual(
    renamed.map(({ trackId }) => trackId),
    ids,
    'ids stay when titles change',
  )

  await rename(join(music, 'Album'), join(music, 'Moved'))
  await world.scan()
  assert.deepEqual(
    (await tracksOf(world)).map(({ trackId }) => trackId),
    ids,
    'and when the folder moves',
  )
  assert.equal((await world.library.content(world.householdId, ids[1] as TrackId))?.path, 'Moved/rip.flac')

  await rm(join(music, 'Moved', 'rip.flac'))
  await makeSound({ path: join(music, 'other.flac') })
  await world.scan()
  assert.deepEqual(await world.titles(), ['other'], 'without the file there are no tracks')
  await makeSound({ path: join(music, 'Moved', 'rip.flac'), seconds: 3 })
  await rm(join(music, 'Moved', 'rip.cue'))
  await world.scan()
  assert.deepEqual(await world.titles(), ['other', 'rip'], 'without the sheet it is one again')
  await writeFile(join(music, 'Moved', 'rip.cue'), sheet('rip.flac', ['Erst', 'Zwei', 'Drei']))
  await world.scan()
  const back = (await tracksOf(world)).filter(({ album }) => album === 'Long Player')
  assert.deepEqual(
    back.map(({ trackId }) => trackId),
    ids,
    'and with it what it was',
  )
})

test('[MF10] a sheet inside of the file divides it, and the one beside it counts more', async () => {
  await using world = await scanWorld()
  const path = join(world.music, 'inside.flac')
  await makeSound({ path, seconds: 3 })
  const tag = join(world.folder, 'tag.cue')
  await writeFile(tag, sheet('x.wav', ['One', 'Two'], 'REM DISCNUMBER 2\nREM DATE 2001\n'))
  await run('metaflac', [`--set-tag-from-file=CUESHEET=${tag}`, path])
  await world.scan()
  assert.deepEqual(
    (await tracksOf(world)).map(({ title, discNo, year }) => [title, discNo, year]),
    [
      ['One', 2, 2001],
      ['Two', 2, 2001],
    ],
  )
  await writeFile(join(world.music, 'beside.cue'), sheet('inside.flac', ['Eins', 'Zwei', 'Drei']))
  await world.scan()
  assert.deepEqual(
    (await tracksOf(world)).map(({ title }) => title),
    ['Eins', 'Zwei', 'Drei'],
  )
  await rm(join(world.music, 'beside.cue'))
  await world.scan()
  assert.deepEqual(
    (await tracksOf(world)).map(({ title }) => title),
    ['One', 'Two'],
  )
})

test('[MF10] a sheet is found inside of other formats too', async () => {
  await using world = await scanWorld()
  const CUESHEET = sheet('x.wav', ['One', 'Two'])
  const kinds = { wv: ['-c:a', 'wavpack'], mp3: ['-c:a', 'libmp3lame'], opus: ['-c:a', 'libopus'] }
  for (const [kind, codec] of Object.entries(kinds)) {
    const path = join(world.music, kind, `inside.${kind}`)
    await makeSound({ path, seconds: 2, codec, tags: { CUESHEET } })
  }
  await world.scan()
  const found = (await tracksOf(world)).map(({ title, part }) => [title, part?.startFrame])
  const kind = Object.keys(kinds)
  assert.deepEqual(found, [...kind.map(() => ['One', 0]), ...kind.map(() => ['Two', 85])])
})

test('[MF12] a sheet of no use is listed, and hides nothing', async () => {
  await using world = await scanWorld()
  const { music } = world
  await makeSound({ path: join(music, 'a.flac'), seconds: 2 })
  await makeSound({ path: join(music, 'b.flac') })
  const later = new Date(Date.now() - 60_000)
  for (const name of ['a.flac', 'b.flac']) await utimes(join(music, name), later, later)
  await writeFile(join(music, 'away.cue'), sheet('gone.wav', ['One', 'Two']))
  await writeFile(join(music, 'notes.cue'), 'not at all')
  const each = 'FILE "a.flac" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nFILE "b.flac" WAVE\nTRACK 02 AUDIO\n'
  await writeFile(join(music, 'each.cue'), `${each}INDEX 01 00:00:00\n`)
  await world.scan()
  assert.deepEqual(await world.titles(), ['a', 'b'])
  const listed = async () =>
    (await world.library.scanErrors(world.householdId, ALL)).items.map(({ path, code }) => [path, code])
  assert.deepEqual(await listed(), [
    ['away.cue', 'cue.file-missing'],
    ['notes.cue', 'cue.damaged'],
  ])
  await rename(join(music, 'a.flac'), join(music, 'gone.flac'))
  await rm(join(music, 'notes.cue'))
  await world.scan()
  assert.deepEqual(await listed(), [])
  assert.deepEqual(await world.titles(), ['b', 'One', 'Two'])
})

async function folderOf({ library, householdId }: World) {
  const [folder] = await library.folders(householdId)
  assert.ok(folder)
  return folder
}
