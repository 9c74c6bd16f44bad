import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import {
  apeTag,
  dffFile,
  dsfFile,
  id3v1,
  id3v2,
  MP3_FRAME_MS,
  mp3Frames,
  numbered,
  oggFrom,
  textFrame,
  wavFile,
  wavFormat,
} from '../../../../../testing/src/music/raw-files.ts'
import { makeSound } from '../../../../../testing/src/music/sound-files.ts'
import { formatOf } from './format.ts'
import { embeddedCover } from './read-covers.ts'
import { readTrack, type TrackFacts } from './read-track.ts'
import { genresIn, yearIn } from './tags.ts'

const run = promisify(execFile)
const SOUND = mp3Frames(Array.from({ length: 40 }, () => 128))
/** "Кино" and "Группа крови" as a Russian computer of 1999 wrote them. */
const KINO = Buffer.from('cae8edee', 'hex')
const BLOOD = Buffer.from('c3f0f3efefe020eaf0eee2e8', 'hex')

test('[MF1] a slash is a letter of a name, and several performers are those named one by one', async () => {
  await using folder = await temporary()
  const slashed = [
    textFrame('TIT2', 'One/Two', 'utf16le'),
    textFrame('TPE1', '25/17', 'utf16le'),
    textFrame('TPE2', 'K/DA', 'utf16le'),
    textFrame('TALB', 'Sand/Sea', 'latin1'),
  ]
  const old = await folder.read('old.mp3', id3v2(3, slashed), SOUND)
  assert.deepEqual(
    [old.title, old.artist, old.artists, old.albumArtist, old.album],
    ['One/Two', '25/17', ['25/17'], 'K/DA', 'Sand/Sea'],
  )
  const several = await folder.read('several.mp3', id3v2(4, [textFrame('TPE1', ['Ida', 'Jon'])]), SOUND)
  assert.deepEqual([several.artist, several.artists], ['Ida, Jon', ['Ida', 'Jon']])
  const credited = [
    textFrame('TPE1', 'Ida with Jon', 'latin1'),
    textFrame('TXXX', ['ARTISTS', 'Ida/Jon'], 'latin1'),
  ]
  const listed = await folder.read('listed.mp3', id3v2(3, credited), SOUND)
  assert.deepEqual([listed.artist, listed.artists], ['Ida with Jon', ['Ida', 'Jon']])
  const makers = [textFrame('TPE2', ['Ida', 'Jon'])]
  const made = await folder.read('made.mp3', id3v2(4, makers), SOUND)
  assert.deepEqual([made.albumArtist, made.albumArtists], ['Ida, Jon', ['Ida', 'Jon']])
})

test('[MF2] the first year that is one counts, in every way of writing a date', async () => {
  await using folder = await temporary()
  const dates = [
    '1985-00-00',
    '31.12.1985',
    '198512',
    '19851231',
    '1985- 2-22',
    'May 1985',
    '１９８５',
    '(p)1985',
  ]
  assert.deepEqual(
    dates.map((date) => yearIn(date)),
    dates.map(() => 1985),
  )
  assert.deepEqual(
    [yearIn('0000', '1994'), yearIn('0000-1994'), yearIn('85'), yearIn(null, '')],
    [1994, 1994, null, null],
  )
  const dated = [textFrame('TDOR', '0000-00-00'), textFrame('TDRC', '1994-05-10T00:00:00Z')]
  assert.equal((await folder.read('dated.mp3', id3v2(4, dated), SOUND)).year, 1994)
  assert.equal((await folder.read('day.mp3', id3v2(3, [textFrame('TYER', '24.12.1972')]), SOUND)).year, 1972)
})

test('[MF3] every genre counts once, and a name with a sign in it is one', async () => {
  await using folder = await temporary()
  assert.deepEqual(genresIn(['Rock; Pop', 'pop', 'Dub / Reggae']), {
    genre: 'Rock',
    genres: ['Rock', 'Pop', 'Dub', 'Reggae'],
  })
  for (const one of ['R&B/Soul', 'Folk, World, & Country', 'Hip-Hop/Rap'])
    assert.deepEqual(genresIn([one]), { genre: one })
  const numbers = await folder.read('numbers.mp3', id3v2(3, [textFrame('TCON', '(17)(4)Eurodisco')]), SOUND)
  assert.deepEqual(numbers.genres, ['Rock', 'Disco', 'Eurodisco'])
  const repeated = await folder.read('repeated.mp3', id3v2(4, [textFrame('TCON', ['Jazz', 'Soul'])]), SOUND)
  assert.deepEqual(repeated.genres, ['Jazz', 'Soul'])
})

test('[MF4] a tag that calls its text Latin-1 is read as what it is', async () => {
  await using folder = await temporary()
  const russian = await folder.read(
    'ru.mp3',
    id3v2(3, [textFrame('TPE1', KINO), textFrame('TIT2', BLOOD)]),
    SOUND,
  )
  assert.deepEqual([russian.artist, russian.title], ['Кино', 'Группа крови'])
  const lying = await folder.read('utf8.mp3', id3v2(3, [textFrame('TIT2', Buffer.from('Füße'))]), SOUND)
  assert.equal(lying.title, 'Füße')
  const short = await folder.read('v1.mp3', SOUND, id3v1({ title: BLOOD, artist: KINO, track: 4, genre: 17 }))
  assert.deepEqual(
    [short.title, short.artist, short.trackNo, short.genre],
    ['Группа крови', 'Кино', 4, 'Rock'],
  )
  const list = Buffer.concat([Buffer.from('INFOINAM'), Buffer.of(BLOOD.length, 0, 0, 0), BLOOD])
  const sound = { name: 'data', body: Buffer.alloc(16_000) }
  const wav = await folder.read('list.wav', wavFile([wavFormat(), { name: 'LIST', body: list }, sound]))
  assert.deepEqual([wav.title, wav.durationMs], ['Группа крови', 1000])
})

test('[MF5] any of the usual flags makes a file part of a compilation', async () => {
  await using folder = await temporary()
  for (const frame of [
    textFrame('TCMP', '1'),
    textFrame('TXXX', ['COMPILATION', '1']),
    textFrame('TXXX', ['itunescompilation', 'true']),
  ]) {
    const { albumArtist } = await folder.read('flag.mp3', id3v2(4, [frame]), SOUND)
    assert.equal(albumArtist, 'Various artists')
  }
  const named = [textFrame('TCMP', '1'), textFrame('TPE2', 'Ida')]
  assert.equal((await folder.read('named.mp3', id3v2(4, named), SOUND)).albumArtist, 'Ida')
  assert.equal((await folder.read('no.mp3', id3v2(4, [textFrame('TCMP', '0')]), SOUND)).albumArtist, null)
})

test('[MF6] ID3 is read as programs wrote it, and several tags are one', async () => {
  await using folder = await temporary()
  const long = 'x'.repeat(200)
  const plain = textFrame('TIT2', long)
  const itunes = id3v2(4, [{ ...plain, size: numbered(plain.body.length) }, textFrame('TALB', 'Behind')])
  const read = await folder.read('itunes.mp3', itunes, SOUND)
  assert.deepEqual([read.title, read.album], [long, 'Behind'])
  const short = await folder.read(
    'short.mp3',
    id3v2(3, [textFrame('TT2\0', 'Short'), textFrame('TP1 ', 'Ida')]),
    SOUND,
  )
  assert.deepEqual([short.title, short.artist], ['Short', 'Ida'])
  const v22 = await folder.read(
    'v22.mp3',
    id3v2(2, [textFrame('TT2', 'Three'), textFrame('TYE', '1998')]),
    SOUND,
  )
  assert.deepEqual([v22.title, v22.year], ['Three', 1998])
  const tags = [
    id3v2(3, [textFrame('TIT2', 'First')]),
    id3v2(4, [textFrame('TIT2', 'Second'), textFrame('TALB', 'Both')]),
  ]
  const end = [apeTag({ Artist: 'Ape', Album: 'Ape' }), id3v1({ title: Buffer.from('Last'), track: 9 })]
  const many = await folder.read('many.mp3', ...tags, SOUND, ...end)
  assert.deepEqual([many.title, many.album, many.artist, many.trackNo], ['First', 'Both', 'Ape', 9])
})

test('[MF7] tags and zeros around the sound are passed over, and names do not count', async () => {
  await using folder = await temporary()
  await makeSound({ path: folder.at('tone.flac'), seconds: 3, tags: { title: 'Tone' } })
  const flac = await readFile(folder.at('tone.flac'))
  const tag = id3v2(3, [textFrame('TIT2', 'in front')], 300)
  const ape = apeTag({ Title: 'behind', 'Cover Art (Front)': Buffer.alloc(50_000, 1) })
  for (const [name, ...parts] of [
    ['ape.flac', flac, ape],
    ['v1.flac', flac, id3v1({ title: Buffer.from('x') })],
    ['zeros.flac', flac, Buffer.alloc(200_000)],
    ['front.flac', tag, flac],
    ['all.flac', tag, flac, Buffer.alloc(70_000), ape],
    ['lies.mp3', flac],
  ] as const) {
    const { title, durationMs, codec } = await folder.read(name, ...parts)
    assert.deepEqual([title, durationMs, codec], ['Tone', 3000, 'flac'], name)
  }
  const behindZeros = await folder.read('z.mp3', Buffer.alloc(20_000), tag, Buffer.alloc(3_000), SOUND)
  assert.deepEqual([behindZeros.title, behindZeros.codec], ['in front', 'mp3'])
  const lying = await folder.read('mp3.flac', tag, SOUND)
  assert.deepEqual([lying.title, lying.codec], ['in front', 'mp3'])
  const picture = Buffer.concat([Buffer.from('\0image/png\0\x03\0'), Buffer.from('a picture')])
  await writeFile(
    folder.at('cover.flac'),
    Buffer.concat([id3v2(3, [{ name: 'APIC', body: picture }]), SOUND]),
  )
  assert.equal(Buffer.from((await embeddedCover(folder.at('cover.flac'))) ?? []).toString(), 'a picture')
})

test('[MF8] a file is as long as it sounds', async () => {
  await using folder = await temporary()
  const near = (ms: number, expected: number, what: string) =>
    assert.ok(Math.abs(ms - expected) < 60, `${what}: ${ms} instead of ${expected}`)
  const quiet = [...Array.from({ length: 400 }, () => 32), ...Array.from({ length: 200 }, () => 320)]
  near((await folder.read('vbr.mp3', mp3Frames(quiet))).durationMs, 600 * MP3_FRAME_MS, 'frames that differ')
  near((await folder.read('cbr.mp3', SOUND)).durationMs, 40 * MP3_FRAME_MS, 'frames that are alike')
  const header = mp3Frames([128])
  header.write('Xing', 36, 'latin1')
  header.writeUInt32BE(3, 40)
  header.writeUInt32BE(90_000, 44)
  header.writeUInt32BE(90_000 * 417, 48)
  near(
    (await folder.read('cut.mp3', header, SOUND)).durationMs,
    41 * MP3_FRAME_MS,
    'a header of what was cut off',
  )

  await makeSound({ path: folder.at('one.ogg'), seconds: 3 })
  await makeSound({ path: folder.at('two.opus'), seconds: 2 })
  const one = await readFile(folder.at('one.ogg'))
  const two = await readFile(folder.at('two.opus'))
  near(
    (await folder.read('late.ogg', oggFrom(one, 44_100 * 3_600))).durationMs,
    3_000,
    'Vorbis from elsewhere',
  )
  near(
    (await folder.read('late.opus', oggFrom(two, 48_000 * 3_600))).durationMs,
    2_000,
    'Opus from elsewhere',
  )
  near((await folder.read('chain.ogg', one, two)).durationMs, 5_000, 'two streams')

  await makeSound({ path: folder.at('whole.flac'), seconds: 6 })
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', folder.at('whole.flac'), '-f', 'flac', '-'], {
    encoding: 'buffer',
  })
  near((await folder.read('pipe.flac', stdout)).durationMs, 6_000, 'FLAC without a total')
  // What looks like a frame but goes on from none: number 500, with the right checksum.
  const decoy = Buffer.from([0xff, 0xf8, 0xc9, 0xa8, 0xc7, 0xb4, 0x29])
  near(
    (await folder.read('decoy.flac', stdout, decoy, Buffer.alloc(90, 1))).durationMs,
    6_000,
    'a false frame',
  )
  const cut = [
    '-v',
    'error',
    '-ss',
    '2',
    '-t',
    '2',
    '-i',
    folder.at('whole.flac'),
    '-c',
    'copy',
    folder.at('piece.flac'),
  ]
  await run('ffmpeg', cut)
  const piece = await readTrack(folder.at('piece.flac'))
  assert.ok(piece.kind === 'track' && Math.abs(piece.facts.durationMs - 2_000) < 200, JSON.stringify(piece))

  const open = { name: 'data', body: Buffer.alloc(32_000), size: 0xffffffff }
  near((await folder.read('pipe.wav', wavFile([wavFormat(), open]))).durationMs, 2_000, 'WAV of a pipe')
  const sizes = Buffer.alloc(28)
  sizes.writeBigUInt64LE(32_000n, 8)
  const long = wavFile([{ name: 'ds64', body: sizes }, wavFormat(), open], 'RF64')
  near((await folder.read('long.wav', long)).durationMs, 2_000, 'RF64')
})

test('[MF9] formats that few players know are read as well: what they are, how long they sound, and their tags', async () => {
  await using folder = await temporary()
  const made = {
    'a.aiff': [[], 'audio/aiff', 'pcm'],
    'b.aifc': [['-c:a', 'pcm_f32be'], 'audio/aiff', 'pcm'],
    'c.wma': [['-c:a', 'wmav2'], 'audio/x-ms-wma', 'wma'],
    'd.wv': [['-c:a', 'wavpack'], 'audio/x-wavpack', 'wavpack'],
    'e.aac': [['-c:a', 'aac'], 'audio/aac', 'aac'],
    'f.mka': [['-c:a', 'flac'], 'audio/x-matroska', 'flac'],
    'g.mka': [['-c:a', 'libopus'], 'audio/x-matroska', 'opus'],
    'h.m4a': [['-c:a', 'alac'], 'audio/mp4', 'alac'],
  } as const
  for (const [name, [codec, mime, found]] of Object.entries(made)) {
    const path = folder.at(name)
    await makeSound({ path, seconds: 2, codec, tags: { title: 'Tune', artist: 'Ärtist' } })
    const read = await readTrack(path)
    assert.equal(read.kind, 'track', name)
    if (read.kind !== 'track') continue
    const { facts } = read
    assert.deepEqual([facts.mime, facts.codec], [mime, found], name)
    assert.ok(Math.abs(facts.durationMs - 2_000) < 50, `${name}: ${facts.durationMs} ms`)
    if (['c.wma', 'd.wv', 'f.mka', 'h.m4a'].includes(name))
      assert.deepEqual([facts.title, facts.artist], ['Tune', 'Ärtist'], name)
  }
  for (const [name, bytes] of [
    ['a.dsf', dsfFile({ seconds: 0.5, hz: 440 })],
    ['b.dff', dffFile({ seconds: 0.5, hz: 440 })],
  ] as const) {
    const dsd = await folder.read(name, bytes)
    assert.deepEqual([dsd.codec, dsd.durationMs], ['dsd', 500], name)
  }
  const tagged = await folder.read(
    'tagged.aac',
    id3v2(4, [textFrame('TIT2', 'In front')]),
    await readFile(folder.at('e.aac')),
  )
  assert.deepEqual([tagged.codec, tagged.title], ['aac', 'In front'])
  for (const [mark, format] of [
    ['MAC \x8c\x0f', 'ape'],
    ['MPCK', 'musepack'],
    ['MP+\x07', 'musepack'],
  ] as const)
    assert.equal(formatOf(Buffer.from(mark.padEnd(64, '\0'), 'latin1'), null)?.name, format)
})

async function temporary() {
  const path = await mkdtemp(join(tmpdir(), 'baton-files-'))
  const at = (name: string) => join(path, name)
  return {
    at,
    async read(name: string, ...parts: readonly Buffer[]): Promise<TrackFacts> {
      await writeFile(at(name), Buffer.concat(parts))
      const read = await readTrack(at(name))
      assert.ok(read.kind === 'track', `${name}: ${JSON.stringify(read)}`)
      return read.facts
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}
