import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { explores, seedOr } from '../../../../../testing/src/fakes/fixed-seeds.ts'
import { Dice } from '../../../../../testing/src/fakes/seeded-chance.ts'
import {
  apeTag,
  dffFile,
  dsfFile,
  id3v1,
  id3v2,
  mp3Frames,
  textFrame,
  wavFile,
  wavFormat,
} from '../../../../../testing/src/music/raw-files.ts'
import { makePicture, makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { readCueSheet } from '../cue/cue-sheet.ts'
import { partsOf } from '../cue/divide-file.ts'
import { decodeText } from '../encodings/decode-text.ts'
import { readList } from '../lists/read-list.ts'
import { embeddedLyrics } from '../lyrics/embedded-lyrics.ts'
import { embeddedCover } from './read-covers.ts'
import { readTrack } from './read-track.ts'

/** Of each kind of file, in `npm test`; `npm run explore` tries more than 20,000 files in each round, from fresh seeds. */
const MUTATIONS = explores ? 1_000 : 10
const MUTATED_TEXTS = explores ? 2_000 : 50
/** Of the processor: a file takes a few milliseconds, and a machine may be busy with something else. */
const MOST_MS = 2_000
const MOST_RSS_KIB = 1_500_000
const MOST_LISTED = 10_000
const CUE = `REM DATE 1998\r\nPERFORMER "Ärtist"\r\nFILE "whole.wav" WAVE\r\n${[0, 20, 40]
  .map((frame, index) => `  TRACK 0${index + 1} AUDIO\r\n    TITLE "T"\r\n    INDEX 01 00:00:${frame}\r\n`)
  .join('')}`

test('[B16] whatever becomes of a file, reading it ends with music or a reason, soon and in little memory', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-mutated-'))
  const seed = seedOr(13)
  const dice = new Dice(seed)
  for (const [kind, whole] of await wholeFiles(folder)) {
    const path = join(folder, `mutated.${kind.replace(/.* /, '')}`)
    for (let nth = 0; nth < MUTATIONS; nth += 1) {
      await writeFile(path, mutated(whole, dice))
      const which = `${kind}, mutation ${nth} of seed ${seed}`
      const since = process.cpuUsage()
      const read = await readTrack(path)
      await embeddedCover(path)
      await embeddedLyrics(path).catch(() => null)
      const parts = read.kind === 'track' ? partsOf(path, read, null) : null
      inTime(since, which)
      if (read.kind === 'problem') continue
      for (const { durationMs } of [read.facts, ...(parts ?? [])])
        assert.ok(Number.isFinite(durationMs) && durationMs >= 0, `${which} sounds for ${durationMs} ms`)
    }
  }
  await rm(folder, { recursive: true })
  const { maxRSS } = process.resourceUsage()
  assert.ok(maxRSS < MOST_RSS_KIB, `${maxRSS} KiB were needed`)
})

test('[MF12, PF3] whatever becomes of a cue sheet or a playlist file, it is read or refused, soon', () => {
  const seed = seedOr(14)
  const dice = new Dice(seed)
  for (const [kind, text] of Object.entries(wholeTexts())) {
    for (const whole of [Buffer.from(text), Buffer.from(`\ufeff${text}`, 'utf16le')]) {
      for (let nth = 0; nth < MUTATED_TEXTS; nth += 1) {
        const bytes = mutated(whole, dice)
        const which = `${kind}, mutation ${nth} of seed ${seed}`
        const since = process.cpuUsage()
        for (const { tracks } of readCueSheet(decodeText(bytes))?.files ?? [])
          for (const { startFrame } of tracks)
            assert.ok(Number.isInteger(startFrame) && startFrame >= 0, which)
        const list = readList(bytes, MOST_LISTED, ['Lists'])
        inTime(since, which)
        if ('unreadable' in list) continue
        assert.ok(list.tracks.length > 0 && list.tracks.length <= MOST_LISTED + 1, which)
      }
    }
  }
})

function inTime(since: NodeJS.CpuUsage, which: string): void {
  const { user, system } = process.cpuUsage(since)
  const tookMs = (user + system) / 1_000
  assert.ok(tookMs < MOST_MS, `${which} took ${Math.round(tookMs)} ms`)
}

/** By a name that ends with how such files are called: one of each row of the table in docs/guides/music-files.md. */
async function wholeFiles(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const picture = join(folder, 'cover.png')
  await makePicture(picture)
  const codecs: Readonly<Record<string, readonly string[]>> = {
    'ALAC m4a': ['-c:a', 'alac'],
    'FLAC oga': ['-c:a', 'flac'],
    'RF64 wav': ['-c:a', 'pcm_s16le', '-rf64', 'always'],
    aiff: ['-write_id3v2', '1'],
    aifc: ['-c:a', 'pcm_f32be', '-f', 'aiff'],
    aac: ['-c:a', 'aac'],
    'FLAC mka': ['-c:a', 'flac'],
    wma: ['-c:a', 'wmav2'],
    wv: ['-c:a', 'wavpack'],
  }
  const tags = { title: 'Title', artist: 'Somebody', lyrics: '[00:01.00]words', cuesheet: CUE }
  const files = new Map<string, Buffer>()
  const usual = ['flac', 'mp3', 'ogg', 'opus', 'm4a', 'wav']
  for (const kind of [...usual, ...Object.keys(codecs)]) {
    const path = join(folder, `whole.${kind.replace(/.* /, '')}`)
    const codec = codecs[kind]
    const coverPath = ['flac', 'mp3', 'm4a'].includes(kind) ? picture : undefined
    await makeSound({ path, tags, ...(codec && { codec }), ...(coverPath && { coverPath }) })
    files.set(kind, await readFile(path))
  }
  const frames = [textFrame('TIT2', 'Title'), textFrame('TPE1', ['One', 'Two'])]
  const sound = mp3Frames(Array.from({ length: 40 }, (_, index) => [128, 160, 96][index % 3] ?? 128))
  const ape = apeTag({ Title: 'Title', Artist: 'Somebody', Cuesheet: CUE })
  const tails = [ape, id3v1({ title: Buffer.from('Title') })]
  for (const version of [2, 3, 4] as const)
    files.set(`ID3v2.${version} mp3`, Buffer.concat([id3v2(version, frames, 64), sound, ...tails]))
  const data = { name: 'data', body: Buffer.alloc(8_000, 3) }
  files.set('ID3 wav', wavFile([wavFormat(), data, { name: 'id3 ', body: id3v2(3, frames) }]))
  files.set('dsf', Buffer.concat([dsfFile({ seconds: 0.1, hz: 440 }), id3v2(3, frames)]))
  files.set('dff', dffFile({ seconds: 0.1, hz: 440 }))
  // No program here makes these: their marks, numbers as they may be, and their tags.
  const numbers = Buffer.from(Array.from({ length: 2_000 }, (_, at) => (at % 7 === 0 ? at % 251 : 0)))
  files.set('ape', Buffer.concat([Buffer.from('MAC \x96\x0f\0\0', 'latin1'), numbers, ...tails]))
  files.set('SV8 mpc', Buffer.concat([Buffer.from('MPCKSH\x0f', 'latin1'), numbers, ...tails]))
  files.set('SV7 mpc', Buffer.concat([Buffer.from('MP+\x07', 'latin1'), numbers, ...tails]))
  return files
}

function wholeTexts(): Readonly<Record<string, string>> {
  const track = {
    location: 'file:///D:/M%20usik/%C3%84/1.flac',
    title: 'Title',
    creator: 'Ärtist',
    duration: 187_000,
  }
  const xml = Object.entries(track).map(([name, value]) => `<${name}>${value}</${name}>`)
  const xspf = `<?xml version="1.0" encoding="UTF-8"?>\n<playlist version="1" xmlns="http://xspf.org/ns/0/"><title>L &amp; L</title><trackList>${`<track>${xml.join('')}</track>`.repeat(8)}</trackList></playlist>`
  return {
    'cue sheet': CUE,
    m3u: '#EXTM3U\n#PLAYLIST:Ä list\n#EXTINF:187,Ärtist - Title\n..\\Ä\\1 One.flac\nhttp://host/2%20Two.mp3\n'.repeat(
      5,
    ),
    xspf,
    jspf: JSON.stringify({ playlist: { title: 'L', track: Array.from({ length: 8 }, () => track) } }),
  }
}

/** Bytes are changed, doubled, left out or cut off, mostly where a file says what it is: near its two ends. */
function mutated(whole: Buffer, dice: Dice): Buffer {
  let bytes = Buffer.from(whole)
  for (let left = 1 + dice.below(6); left > 0 && bytes.length > 8; left -= 1) {
    const at = place(bytes.length, dice)
    const length = 1 + dice.below(Math.min(64, bytes.length - at))
    const kind = dice.below(6)
    if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    else if (kind === 2) bytes = bytes.subarray(0, Math.max(4, at))
    else if (kind === 3) bytes.fill(dice.below(2) === 0 ? 0xff : 0, at, at + length)
    else bytes[at] = dice.below(256)
  }
  return bytes
}

function place(length: number, dice: Dice): number {
  const near = Math.min(length, 600)
  const where = dice.below(4)
  if (where === 0) return dice.below(length)
  return where === 1 ? length - 1 - dice.below(near) : dice.below(near)
}
