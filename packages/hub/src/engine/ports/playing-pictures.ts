import type { ImageFormat } from '@baton/protocol'

/** Draws the pictures that displays show for music, as squares of `PLAYING_SIDE` pixels for each `scale`. */
export interface PlayingPictures {
  /**
   * `name`: the id of a cover, `plain` for a track without one, or `idle`. A cover that cannot be read is `plain`. Throws
   * `artwork.too-large` where the scale makes it so, and `hub.busy` where too many wait; `viewer`: for whom, as one after
   * the other is drawn for each.
   */
  drawn(
    name: string,
    asked: { readonly scale: number; readonly format: ImageFormat },
    viewer: string,
  ): Promise<{ readonly bytes: Uint8Array; readonly mime: string }>
}
