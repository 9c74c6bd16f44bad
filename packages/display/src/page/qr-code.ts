import { create } from 'qrcode'

const SVG = 'http://www.w3.org/2000/svg'
/** Cameras need some empty room around it. */
const QUIET_MODULES = 3

/** A text as a picture that cameras read: dark on light, since many of them read nothing else. */
export function qrCode(text: string, label: string): SVGElement {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  const squares = Array.from(
    { length: size * size },
    (_, nth) => [nth % size, Math.floor(nth / size)] as const,
  )
  const dark = squares.filter(([column, row]) => modules.get(row, column))
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', dark.map(([column, row]) => `M${column} ${row}h1v1h-1z`).join(''))
  const picture = document.createElementNS(SVG, 'svg')
  const whole = size + 2 * QUIET_MODULES
  picture.setAttribute('viewBox', `${-QUIET_MODULES} ${-QUIET_MODULES} ${whole} ${whole}`)
  picture.setAttribute('shape-rendering', 'crispEdges')
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', label)
  picture.classList.add('qr')
  picture.append(path)
  return picture
}
