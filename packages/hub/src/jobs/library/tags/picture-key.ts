import { createHash } from 'node:crypto'

/** So much of a picture's middle tells it from others of the same length. */
export const KEY_BYTES = 512

export function pictureKey(bytes: number, middle: Buffer): string {
  return `${bytes}:${createHash('sha256').update(middle.subarray(0, KEY_BYTES)).digest('base64')}`
}
