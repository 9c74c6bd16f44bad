import { createHmac } from 'node:crypto'
import { DISPLAY_MARK_BITS, type MarkDisplay } from '#domain'

/**
 * What stands for a display in the figures of an artwork: without the key nobody can say whose it is, and with it only
 * by trying. Of two artworks nobody can tell that a display has shown both.
 */
export function markDisplays(key: string | Uint8Array): MarkDisplay {
  return ({ authorId, postId }, playerKey) =>
    createHmac('sha256', key)
      .update(`${authorId} ${postId} ${playerKey}`)
      .digest()
      .readUIntBE(0, DISPLAY_MARK_BITS / 8)
}
