// Reads parts of an open file; its two ends, which are asked for often, are read once.
import { fstatSync, readSync } from 'node:fs'

export type FileBytes = {
  readonly size: number
  /** Exactly these bytes, or null where the file ends before. */
  at(position: number, length: number): Buffer | null
  /** As many of them as there are. */
  upTo(position: number, length: number): Buffer
}

const HEAD_BYTES = 16_384
const TAIL_BYTES = 4_096

export function fileBytes(fd: number): FileBytes & { readonly mtimeMs: number; readonly ctimeMs: number } {
  const { size, mtimeMs, ctimeMs } = fstatSync(fd)
  const read = (position: number, length: number) => {
    const buffer = Buffer.allocUnsafe(length)
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position))
  }
  const head = read(0, HEAD_BYTES)
  const tailAt = Math.max(0, size - TAIL_BYTES)
  const tail = size <= head.length ? head.subarray(tailAt) : read(tailAt, TAIL_BYTES)
  const upTo = (position: number, length: number) => {
    if (position + length <= head.length) return head.subarray(position, position + length)
    if (position >= tailAt) return tail.subarray(position - tailAt, position - tailAt + length)
    return read(position, Math.max(0, Math.min(length, size - position)))
  }
  return {
    size,
    mtimeMs,
    ctimeMs,
    upTo,
    at(position, length) {
      if (position < 0 || length < 0 || position + length > size) return null
      const bytes = upTo(position, length)
      return bytes.length === length ? bytes : null
    },
  }
}

/** The same file, as if it began at `from`. */
export function bytesFrom(file: FileBytes, from: number): FileBytes {
  if (from === 0) return file
  return {
    size: file.size - from,
    at: (position, length) => file.at(from + position, length),
    upTo: (position, length) => file.upTo(from + position, length),
  }
}
