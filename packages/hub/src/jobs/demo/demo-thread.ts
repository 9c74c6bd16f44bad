import { randomUUID } from 'node:crypto'
import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { answerQuestions } from '#threads/inside'
import { encodeFlac, type FlacSource } from './encode-flac.ts'
import { perform } from './perform.ts'
import { type DemoAlbum, PROGRAMME } from './programme.ts'

const COVER_PIXELS = 700

export type DemoQuestions = { readonly makeDemo: typeof makeDemo }

export async function makeDemo(folder: string): Promise<void> {
  for (const album of PROGRAMME) {
    const place = join(folder, album.folder)
    await mkdir(place, { recursive: true })
    await makeAlbum(album, place)
  }
}

async function makeAlbum(album: DemoAlbum, place: string): Promise<void> {
  const trackTotal = album.pieces.reduce((sum, piece) => sum + piece.parts.length, 0)
  let picture: FlacSource['picture'] | null = null
  let trackNo = 0
  for (const piece of album.pieces) {
    const files = piece.parts.map((part, index) => {
      const number = String(trackNo + index + 1).padStart(2, '0')
      return join(place, `${number} ${part.title}.flac`)
    })
    const first = trackNo + 1
    trackNo += files.length
    if ((await Promise.all(files.map(isThere))).every(Boolean)) continue
    picture ??= await drawCover(album)
    for (const [index, part] of perform(piece).entries()) {
      const file = files[index] as string
      const tags = tagsOf(album, part.title, first + index, trackTotal)
      // Another worker may be making the same one.
      const unfinished = `${file}.${randomUUID()}.part`
      await writeFile(unfinished, encodeFlac({ left: part.left, right: part.right, tags, picture }))
      await rename(unfinished, file)
    }
  }
}

function tagsOf(album: DemoAlbum, title: string, trackNo: number, trackTotal: number): FlacSource['tags'] {
  return [
    ['TITLE', title],
    ['ARTIST', album.artist],
    ['ALBUM', album.title],
    ['ALBUMARTIST', album.artist],
    ['TRACKNUMBER', String(trackNo)],
    ['TRACKTOTAL', String(trackTotal)],
    ['DATE', String(album.year)],
    ['GENRE', album.genre],
  ]
}

async function drawCover(album: DemoAlbum): Promise<FlacSource['picture']> {
  const bytes = await sharp(Buffer.from(album.cover)).jpeg({ quality: 86 }).toBuffer()
  return { mime: 'image/jpeg', width: COVER_PIXELS, height: COVER_PIXELS, bytes }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  )
}

answerQuestions<DemoQuestions>({ makeDemo })
