// Colours for the page from a cover. Whatever the picture is, text and controls keep the contrast that people need:
// a colour is made lighter or darker until it has it, in the light and in the dark.

/** WCAG 2: text, and controls next to what they stand on. */
export const TEXT_CONTRAST = 4.5

export type Rgb = readonly [red: number, green: number, blue: number]

export interface Tone {
  /** Buttons, links and the seek bar. */
  readonly accent: string
  readonly accentStrong: string
  readonly onAccent: string
  /** The page's colour at its top; it fades into the ground. */
  readonly glow: string
}

export interface Tones {
  readonly light: Tone
  readonly dark: Tone
}

interface Look {
  readonly ground: Rgb
  readonly ink: Rgb
  readonly inkSoft: Rgb
  readonly glowPart: number
}

/** As tokens.css has them. */
const LIGHT: Look = { ground: [250, 246, 241], ink: [35, 26, 20], inkSoft: [103, 88, 76], glowPart: 0.34 }
const DARK: Look = { ground: [22, 18, 15], ink: [246, 238, 230], inkSoft: [185, 169, 155], glowPart: 0.42 }

const STEPS = 50
const STRONGER = 0.12

/** `pixels` as a canvas gives them: red, green, blue and opacity. Null where a picture has no colour of its own. */
export function tonesOf(pixels: ArrayLike<number>): Tones | null {
  const colour = leadingColour(pixels)
  return colour && { light: toneOn(LIGHT, colour), dark: toneOn(DARK, colour) }
}

/** The colour of most weight: how much of the picture has it, and how strong it is. Greys have none. */
export function leadingColour(pixels: ArrayLike<number>): Rgb | null {
  const weights = new Map<number, { weight: number; red: number; green: number; blue: number }>()
  for (let at = 0; at + 3 < pixels.length; at += 4) {
    const [red, green, blue] = [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0]
    const most = Math.max(red, green, blue)
    const strength = most === 0 ? 0 : (most - Math.min(red, green, blue)) / most
    const weight = (pixels[at + 3] ?? 0) < 128 ? 0 : strength ** 2 * (most / 255)
    if (strength < 0.18 || weight < 0.02) continue
    const key = (red >> 5) * 64 + (green >> 5) * 8 + (blue >> 5)
    const known = weights.get(key) ?? { weight: 0, red: 0, green: 0, blue: 0 }
    known.weight += weight
    known.red += red * weight
    known.green += green * weight
    known.blue += blue * weight
    weights.set(key, known)
  }
  let best: { weight: number; red: number; green: number; blue: number } | null = null
  for (const one of weights.values()) if (!best || one.weight > best.weight) best = one
  if (!best || best.weight < pixels.length / 4 / 200) return null
  return [best.red / best.weight, best.green / best.weight, best.blue / best.weight]
}

function toneOn(look: Look, colour: Rgb): Tone {
  const glow = until(
    (step) => mixed(look.ground, colour, look.glowPart * (1 - step)),
    (glowing) => contrast(look.inkSoft, glowing) >= TEXT_CONTRAST && contrast(look.ink, glowing) >= 7,
  )
  const accent = until(
    (step) => mixed(colour, look.ink, step),
    (tried) => contrast(tried, glow) >= TEXT_CONTRAST && contrast(tried, look.ground) >= TEXT_CONTRAST,
  )
  const accentStrong = mixed(accent, look.ink, STRONGER)
  const onAccent = contrast(accent, WHITE) >= contrast(accent, BLACK) ? WHITE : BLACK
  return { accent: hex(accent), accentStrong: hex(accentStrong), onAccent: hex(onAccent), glow: hex(glow) }
}

const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [12, 9, 7]

function until(make: (step: number) => Rgb, isGood: (colour: Rgb) => boolean): Rgb {
  for (let step = 0; step < STEPS; step++) {
    const made = rounded(make(step / STEPS))
    if (isGood(made)) return made
  }
  return rounded(make(1))
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function mixed(from: Rgb, to: Rgb, part: number): Rgb {
  const mix = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * part
  return [mix(0), mix(1), mix(2)]
}

function rounded([red, green, blue]: Rgb): Rgb {
  return [Math.round(red), Math.round(green), Math.round(blue)]
}

function hex(colour: Rgb): string {
  return `#${rounded(colour)
    .map((part) => part.toString(16).padStart(2, '0'))
    .join('')}`
}
