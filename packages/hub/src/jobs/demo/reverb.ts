// The room the tunes are played in: a short, soft echo, and the last step to whole numbers.
import type { Stage } from './voices.ts'

const WET = 0.17
const FEEDBACK = 0.78
const DAMPING = 0.35
const COMBS = {
  left: [1_557, 1_617, 1_491, 1_422],
  right: [1_580, 1_640, 1_514, 1_445],
} as const
const DIFFUSERS = [225, 556] as const
const PEAK = 0.84

export function addRoom({ left, right }: Stage): void {
  const wetLeft = echo(left, COMBS.left)
  const wetRight = echo(right, COMBS.right)
  for (let at = 0; at < left.length; at += 1) {
    left[at] = (left[at] as number) + WET * (wetLeft[at] as number)
    right[at] = (right[at] as number) + WET * (wetRight[at] as number)
  }
}

function echo(dry: Float32Array, delays: readonly [number, number, number, number]): Float32Array {
  const wet = new Float32Array(dry.length)
  const [a, b, c, d] = delays
  addCombs(dry, wet, a, b)
  addCombs(dry, wet, c, d)
  for (const delay of DIFFUSERS) diffuse(wet, delay)
  return wet
}

/** Two echoes at once: the long arrays are walked half as often. */
function addCombs(dry: Float32Array, wet: Float32Array, firstDelay: number, secondDelay: number): void {
  const first = new Float32Array(firstDelay)
  const second = new Float32Array(secondDelay)
  let [firstPlace, secondPlace, firstDull, secondDull] = [0, 0, 0, 0]
  for (let at = 0; at < dry.length; at += 1) {
    const played = dry[at] as number
    const one = first[firstPlace] as number
    const other = second[secondPlace] as number
    wet[at] = (wet[at] as number) + (one + other) * 0.25
    firstDull = one * (1 - DAMPING) + firstDull * DAMPING
    secondDull = other * (1 - DAMPING) + secondDull * DAMPING
    first[firstPlace] = played + firstDull * FEEDBACK
    second[secondPlace] = played + secondDull * FEEDBACK
    firstPlace = firstPlace + 1 === firstDelay ? 0 : firstPlace + 1
    secondPlace = secondPlace + 1 === secondDelay ? 0 : secondPlace + 1
  }
}

function diffuse(wet: Float32Array, delay: number): void {
  const line = new Float32Array(delay)
  let place = 0
  for (let at = 0; at < wet.length; at += 1) {
    const held = line[place] as number
    const value = wet[at] as number
    line[place] = value + held * 0.5
    wet[at] = held - value * 0.5
    place = place + 1 === delay ? 0 : place + 1
  }
}

/** As loud as it may be without distortion, in 16 bits. */
export function toSamples({ left, right }: Stage): { readonly left: Int16Array; readonly right: Int16Array } {
  let peak = 1e-6
  for (let at = 0; at < left.length; at += 1) {
    peak = Math.max(peak, Math.abs(left[at] as number), Math.abs(right[at] as number))
  }
  const gain = (PEAK * 32_767) / peak
  return { left: whole(left, gain), right: whole(right, gain) }
}

function whole(values: Float32Array, gain: number): Int16Array {
  const samples = new Int16Array(values.length)
  for (let at = 0; at < values.length; at += 1) {
    // Rounds without the cost of Math.round, which is felt over millions of samples.
    samples[at] = (((values[at] as number) * gain + 32_768.5) | 0) - 32_768
  }
  return samples
}
