import type { ImageFormat } from '@baton/protocol'

/** A picture as we have drawn it anew: nothing of the file it came in is left but what is to be seen. */
export interface DrawnPicture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
  readonly frameCount: number
  readonly sha256: string
}

export interface ScaledPicture {
  readonly bytes: Uint8Array
  readonly mime: `image/${ImageFormat}`
  /** Strong, quoted. */
  readonly etag: string
}

/**
 * Draws artwork. Refusals are thrown: `artwork.not-a-picture`, `artwork.damaged`, `artwork.too-large`, and `hub.busy` where
 * too many wait. None of it leaves anything behind.
 */
export interface Pictures {
  /** Reads what somebody sent. */
  draw(bytes: Uint8Array): Promise<DrawnPicture>
  keep(key: string, bytes: Uint8Array): Promise<void>
  /**
   * Null: there is none of that name. `artwork.too-large` where the scale makes it so. `viewer`: for whom; one after the
   * other is drawn for each, so that nobody keeps others from theirs.
   */
  scaled(
    picture: {
      readonly key: string
      readonly width: number
      readonly height: number
      readonly frameCount: number
      readonly sha256: string
    },
    asked: { readonly scale: number; readonly format: ImageFormat },
    viewer: string,
  ): Promise<ScaledPicture | null>
  /** Of one that is not there, too. */
  remove(key: string): Promise<void>
}
