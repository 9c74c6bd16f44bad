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

function echo(dry: Float32Array, delays: readonly number[]): Float32Array {
  const wet = new Float32Array(dry.length)
  for (const delay of delays) {
    const line = new Float32Array(delay)
    let place = 0
    let dull = 0
    for (let at = 0; at < dry.length; at += 1) {
      const heard = line[place] as number
      wet[at] = (wet[at] as number) + heard * 0.25
      dull = heard * (1 - DAMPING) + dull * DAMPING
      line[place] = (dry[at] as number) + dull * FEEDBACK
      place = place + 1 === delay ? 0 : place + 1
    }
  }
  for (const delay of DIFFUSERS) {
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
  return wet
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
