/** How large a picture is drawn, in CSS pixels. */
export interface DrawnSize {
  readonly width: number
  readonly height: number
  /** Its pixels come out as squares of whole screen pixels. */
  readonly isSharp: boolean
}

/**
 * As large as it fits into a box by a whole factor of the screen's own pixels, so that each of its pixels is as large as
 * every other. What is larger than the box is made smaller, as pictures usually are.
 */
export function drawnSize(
  picture: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
  pixelRatio: number,
): DrawnSize {
  const fits = Math.min((box.width * pixelRatio) / picture.width, (box.height * pixelRatio) / picture.height)
  const isSharp = fits >= 1
  const factor = (isSharp ? Math.floor(fits) : fits) / pixelRatio
  return { width: picture.width * factor, height: picture.height * factor, isSharp }
}
