// Many real FLAC files, quickly: a moment of sound, encoded once, under ever new tags, with a cover for each album.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { trackAt } from './many-tracks.ts'
import { makeSound } from './sound-files.ts'

const COVER_PIXELS = 300
/** So many pictures differ. */
const COVERS = 400
const STREAM_INFO = 0
const COMMENT = 4
const LAST = 0x80

/** Answers with how many folders were made. */
export async function makeTaggedFlacs(folder: string, files: number, seconds = 1): Promise<number> {
  await mkdir(folder, { recursive: true })
  const sound = await encodedSound(folder, seconds)
  const folders = new Set<string>()
  const covers = new Map<number, Buffer>()
  for (let index = 0; index < files; index += 1) {
    const track = trackAt(index)
    const place = join(folder, track.path)
    const album = join(place, '..')
    if (!folders.has(album)) {
      folders.add(album)
      await mkdir(album, { recursive: true })
      const colour = folders.size % COVERS
      const cover = covers.get(colour) ?? (await coverOf(colour))
      covers.set(colour, cover)
      await writeFile(join(album, 'cover.jpg'), cover)
    }
    const tags = {
      TITLE: track.title ?? '',
      ARTIST: track.artist ?? '',
      ALBUM: track.album ?? '',
      ALBUMARTIST: track.albumArtist ?? '',
      TRACKNUMBER: `${track.trackNo}/12`,
      DISCNUMBER: '1',
      DATE: `${track.year}-05-01`,
      GENRE: track.genre ?? '',
      REPLAYGAIN_TRACK_GAIN: '-7.50 dB',
      REPLAYGAIN_TRACK_PEAK: '0.98',
    }
    const unlike = Buffer.alloc(4)
    unlike.writeUInt32LE(index)
    await writeFile(
      place,
      Buffer.concat([
        Buffer.from('fLaC'),
        block(STREAM_INFO, sound.info),
        block(COMMENT | LAST, comments({ ...tags, NUMBER: unlike.toString('hex') })),
        sound.frames,
      ]),
    )
  }
  return folders.size
}

async function encodedSound(folder: string, seconds: number) {
  const path = join(folder, 'model.flac')
  await makeSound({ path, seconds })
  const bytes = await readFile(path)
  await rm(path)
  let at = 4
  for (;;) {
    const kind = bytes.readUInt8(at)
    at += 4 + bytes.readUIntBE(at + 1, 3)
    if (kind >= LAST) return { info: bytes.subarray(8, 8 + 34), frames: bytes.subarray(at) }
  }
}

function coverOf(album: number): Promise<Buffer> {
  const colour = { r: (album * 37) % 256, g: (album * 91) % 256, b: (album * 151) % 256 }
  const { r, g, b } = colour
  return sharp({
    create: { width: COVER_PIXELS, height: COVER_PIXELS, channels: 3, background: { r, g, b } },
  })
    .jpeg()
    .toBuffer()
}

function comments(tags: Readonly<Record<string, string>>): Buffer {
  const texts = ['baton', ...Object.entries(tags).map(([name, value]) => `${name}=${value}`)].map((text) =>
    Buffer.from(text),
  )
  const [vendor = Buffer.alloc(0), ...rest] = texts
  return Buffer.concat([counted(vendor), length(rest.length), ...rest.map(counted)])
}

function counted(text: Buffer): Buffer {
  return Buffer.concat([length(text.length), text])
}

function length(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function block(kind: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(content.length)
  head.writeUInt8(kind)
  return Buffer.concat([head, content])
}
