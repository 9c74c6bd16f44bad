// The bytes of files on their way, each in a file of its own until the library takes it. What has come is told by the
// files themselves, so that it survives everything that ends the hub: of a file that comes from front to back its size,
// of one in numbered parts the marks beside it.
import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { BatonError, type UploadId, type UploadView } from '@baton/protocol'
import type { UploadPart } from '#engine'
import { isDiskFull } from './failure-code.ts'

/** Kept free for whatever else lies on the disk; of a small disk a share. */
const RESERVE_BYTES = 64 * 1024 * 1024
const RESERVE_SHARE = 0.02
const MARK = 1
const HASHED_AT_ONCE = 256 * 1024
/** How a sender's end is told who went before the end of the bytes. */
const BROKEN = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']
const EXTENSION = /^\.[a-z0-9]{1,8}$/

type Of = Pick<UploadView, 'uploadId' | 'filename' | 'sizeBytes' | 'chunkBytes'>

export interface IncomingFiles {
  pathOf(upload: Of): string
  received(upload: Of): Promise<number>
  isThere(upload: Of): Promise<boolean>
  /** Writes from `offset` on, and tells each time how far it has come. Throws what is not to be kept. */
  append(upload: Of, offset: number, part: UploadPart, onReceived: (bytes: number) => void): Promise<void>
  putChunk(upload: Of, nth: number, part: UploadPart): Promise<void>
  sha256(path: string): Promise<string>
  remove(upload: Of): Promise<void>
  /** Leaves only what belongs to uploads that are open; they are asked for when it is known what is there. */
  sweep(open: () => Promise<ReadonlySet<UploadId>>): Promise<void>
  freeBytes(): Promise<number>
}

export function incomingFiles(folder: string): IncomingFiles {
  const pathOf = ({ uploadId, filename }: Of) => {
    const extension = extname(filename).toLowerCase()
    return join(folder, `${uploadId}${EXTENSION.test(extension) ? extension : ''}`)
  }
  const marksOf = (upload: Of) => join(folder, `${upload.uploadId}.marks`)
  /** There while bytes arrive that are kept as a whole or not at all: holds where they begin. */
  const unprovenOf = (upload: Of) => join(folder, `${upload.uploadId}.unproven`)
  const provenUpTo = async (upload: Of): Promise<number> => {
    const text = (await bytesOf(unprovenOf(upload))).toString()
    return text === '' ? Number.POSITIVE_INFINITY : Number(text)
  }
  const received = async (upload: Of): Promise<number> => {
    if (upload.chunkBytes === null) {
      return Math.min(await sizeOf(pathOf(upload)), await provenUpTo(upload))
    }
    const marks = await bytesOf(marksOf(upload))
    let bytes = 0
    for (const [nth, mark] of marks.entries()) if (mark === MARK) bytes += chunkLength(upload, nth)
    return bytes
  }
  const opened = async (path: string): Promise<FileHandle> => {
    try {
      return await open(path, 'r+')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw asRefusal(error)
    }
    await mkdir(folder, { recursive: true, mode: 0o700 })
    // Created, or found where another request was quicker.
    return open(path, 'a+', 0o600)
      .then((made) => made.close())
      .then(() => open(path, 'r+'))
      .catch((error: unknown) => {
        throw asRefusal(error)
      })
  }

  const dropUnproven = async (upload: Of, file: FileHandle): Promise<void> => {
    const from = await provenUpTo(upload)
    if (from < (await file.stat()).size) await file.truncate(from)
    await rm(unprovenOf(upload), { force: true })
  }

  return {
    pathOf,
    received,
    isThere: async (upload) => (await stat(pathOf(upload)).catch(() => null)) !== null,
    async append(upload, offset, part, onReceived) {
      await using file = await opened(pathOf(upload))
      await dropUnproven(upload, file)
      const { size } = await file.stat()
      if (size !== offset) throw new BatonError('upload.offset', { offset: size })
      try {
        if (part.checksum) await writeFile(unprovenOf(upload), String(offset), { mode: 0o600 })
        const end = await write(file, offset, part, upload.sizeBytes, onReceived)
        if (end === upload.sizeBytes) await file.sync()
        if (part.checksum) await rm(unprovenOf(upload), { force: true })
      } catch (error) {
        // What came before a link was cut stays, unless it was to be checked as one.
        if (part.checksum) await dropUnproven(upload, file)
        else if (error instanceof BatonError) await file.truncate(offset)
        throw asRefusal(error)
      }
    },
    async putChunk(upload, nth, part) {
      const length = chunkLength(upload, nth)
      if (upload.chunkBytes === null || length <= 0)
        throw new BatonError('request.invalid', { n: 'is not a part of the file' })
      await using file = await opened(pathOf(upload))
      await using marks = await opened(marksOf(upload))
      const from = nth * upload.chunkBytes
      try {
        await marks.write(Buffer.of(0), 0, 1, nth)
        const end = await write(file, from, part, from + length, () => {})
        if (end !== from + length) throw new BatonError('upload.incomplete', { chunk: nth })
        await file.datasync()
        await marks.write(Buffer.of(MARK), 0, 1, nth)
      } catch (error) {
        throw asRefusal(error)
      }
    },
    async sha256(path) {
      await using file = await open(path, 'r')
      const hash = createHash('sha256')
      const buffer = Buffer.allocUnsafe(HASHED_AT_ONCE)
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, buffer.length, null)
        if (bytesRead === 0) return hash.digest('hex')
        hash.update(buffer.subarray(0, bytesRead))
      }
    },
    async remove(upload) {
      await rm(pathOf(upload), { force: true })
      await rm(marksOf(upload), { force: true })
      await rm(unprovenOf(upload), { force: true })
    },
    async sweep(open) {
      const present = await readdir(folder).catch(() => [])
      const uploadIds = await open()
      for (const name of present) {
        const [id = ''] = name.split('.')
        if (!uploadIds.has(id as UploadId)) await rm(join(folder, name), { force: true })
      }
    },
    async freeBytes() {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
        throw asRefusal(error)
      })
      const { bavail, blocks, bsize } = await statfs(folder)
      return bavail * bsize - Math.min(RESERVE_BYTES, blocks * bsize * RESERVE_SHARE)
    },
  }
}

/** How long this part of the file is; nothing or less: there is none of that number. */
export function chunkLength({ sizeBytes, chunkBytes }: Of, nth: number): number {
  return chunkBytes === null ? 0 : Math.min(chunkBytes, sizeBytes - nth * chunkBytes)
}

/** Answers with where the bytes ended. Each piece is written before the next one is taken. */
async function write(
  file: FileHandle,
  from: number,
  { bytes, checksum }: UploadPart,
  until: number,
  onReceived: (bytes: number) => void,
): Promise<number> {
  const hash = checksum && createHash(checksum.algorithm)
  let at = from
  // Whoever is refused has to hear of it: the rest of the body is not ours to end.
  for await (const piece of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (at + piece.length > until) throw new BatonError('upload.too-large', { limit: until - from })
    for (let written = 0; written < piece.length; ) {
      const { bytesWritten } = await file.write(piece, written, piece.length - written, at + written)
      written += bytesWritten
    }
    hash?.update(piece)
    at += piece.length
    onReceived(at)
  }
  if (hash && checksum && !hash.digest().equals(checksum.digest)) throw new BatonError('upload.checksum')
  return at
}

function asRefusal(error: unknown): unknown {
  const { code, name } = error as NodeJS.ErrnoException
  const cause = error as Error
  if (isDiskFull(error)) return new BatonError('upload.disk-full', undefined, { cause })
  // The link broke, or another sender took its place.
  if (name === 'AbortError' || BROKEN.includes(String(code))) {
    return new BatonError('upload.incomplete', undefined, { cause })
  }
  return error
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  return found?.size ?? 0
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, 'r')
    return await file.readFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}
