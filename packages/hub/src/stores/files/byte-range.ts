import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'

const MAX_READ_BYTES = 128 * 1024

/**
 * The bytes from `start` to `end`, both included, read as they are wanted. Unlike Node's own streams it leaves the
 * handle open whatever becomes of it, so that several parts of one file can be read at once and one after another.
 */
export function partOfFile(handle: FileHandle, start: number, end: number): Readable {
  let position = start
  return new Readable({
    highWaterMark: MAX_READ_BYTES,
    read() {
      const length = Math.min(MAX_READ_BYTES, end - position + 1)
      if (length <= 0) {
        this.push(null)
        return
      }
      handle.read(Buffer.allocUnsafeSlow(length), 0, length, position).then(
        ({ bytesRead, buffer }) => {
          position += bytesRead
          if (bytesRead === 0) this.destroy(new Error('The file became shorter while it was read'))
          else if (!this.destroyed) this.push(bytesRead < length ? buffer.subarray(0, bytesRead) : buffer)
        },
        (error: Error) => this.destroy(error),
      )
    },
  })
}

/** The same bytes in one piece. Throws where the file has become shorter. */
export async function wholePartOfFile(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(end - start + 1)
  let length = 0
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, start + length)
    if (bytesRead === 0) throw new Error('The file became shorter while it was read')
    length += bytesRead
  }
  return bytes
}
