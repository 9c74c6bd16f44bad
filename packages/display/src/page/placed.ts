import type { Look } from '../core/index.ts'

/** How a picture is drawn: its size in CSS pixels, and the CSS matrix that moves it to its place. */
export interface Placed {
  readonly width: number
  readonly height: number
  readonly matrix: readonly [number, number, number, number, number, number]
  /** Its pixels come out as squares of whole screen pixels. */
  readonly isSharp: boolean
}

/**
 * In the middle of a box, turned and mirrored, as large as it fits by a whole factor of the screen's own pixels. Every
 * edge lies on a border between two of those, however it is turned, so that nothing is blurred. What is larger than the
 * box, or no pixel art, fits it as pictures usually do.
 */
export function placed(
  picture: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
  pixelRatio: number,
  { rotation, mirror }: Pick<Look, 'rotation' | 'mirror'>,
  isPixelArt = true,
): Placed {
  const isAcross = rotation === 90 || rotation === 270
  const turned = isAcross ? { width: picture.height, height: picture.width } : picture
  const room = { width: box.width * pixelRatio, height: box.height * pixelRatio }
  const fits = Math.min(room.width / turned.width, room.height / turned.height)
  const isSharp = isPixelArt && fits >= 1
  const factor = isSharp ? Math.floor(fits) : fits
  const [width, height] = [picture.width * factor, picture.height * factor]
  const [across, down] = [turned.width * factor, turned.height * factor]
  const left = Math.floor((room.width - across) / 2)
  const top = Math.floor((room.height - down) / 2)
  const [a, b, c, d, x, y] = TURNS[rotation]({ left, top, width, height })
  const e = mirror ? 2 * left + across - x : x
  return {
    width: width / pixelRatio,
    height: height / pixelRatio,
    matrix: mirror
      ? [-a, b, -c, d, e / pixelRatio, y / pixelRatio]
      : [a, b, c, d, e / pixelRatio, y / pixelRatio],
    isSharp,
  }
}

interface Drawn {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

type Matrix = readonly [number, number, number, number, number, number]

/** Clockwise about its upper left corner, and from there to its place. */
const TURNS: Readonly<Record<Look['rotation'], (drawn: Drawn) => Matrix>> = {
  0: ({ left, top }) => [1, 0, 0, 1, left, top],
  90: ({ left, top, height }) => [0, 1, -1, 0, left + height, top],
  180: ({ left, top, width, height }) => [-1, 0, 0, -1, left + width, top + height],
  270: ({ left, top, width }) => [0, -1, 1, 0, left, top + width],
}
