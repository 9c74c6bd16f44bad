// One FLAC frame of 16-bit stereo: fixed predictors and partitioned Rice codes, left/right or middle/side, whichever
// is shorter.
import type { Bits } from './bits.ts'
import { crc8, crc16 } from './crc.ts'

export const BLOCK_SAMPLES = 4096
const MAX_ORDER = 4
const MAX_PARTITION_ORDER = 5
const MAX_RICE = 14
/** What the format's five fixed predictors make of the four samples before. */
const PREDICTORS = [
  [0, 0, 0, 0],
  [1, 0, 0, 0],
  [2, -1, 0, 0],
  [3, -3, 1, 0],
  [4, -6, 4, -1],
] as const
const CHANNELS_LEFT_RIGHT = 1
const CHANNELS_MID_SIDE = 10

export function writeFrame(out: Bits, frame: number, left: Int32Array, right: Int32Array): void {
  const start = out.length
  const samples = left.length
  const mid = new Int32Array(samples)
  const side = new Int32Array(samples)
  for (let at = 0; at < samples; at += 1) {
    const l = left[at] as number
    const r = right[at] as number
    mid[at] = (l + r) >> 1
    side[at] = l - r
  }
  const sides = [predict(left, 16), predict(right, 16)]
  const sums = [predict(mid, 16), predict(side, 17)]
  const isApart = bitsOf(sides) <= bitsOf(sums)
  writeHeader(out, frame, samples, isApart ? CHANNELS_LEFT_RIGHT : CHANNELS_MID_SIDE)
  out.put(crc8(out.bytes(start)), 8)
  for (const prediction of isApart ? sides : sums) writeSubframe(out, plan(prediction))
  out.align()
  out.put(crc16(out.bytes(start)), 16)
}

function bitsOf(predictions: readonly Prediction[]): number {
  return predictions.reduce((sum, prediction) => sum + prediction.bits, 0)
}

function writeHeader(out: Bits, frame: number, samples: number, channels: number): void {
  out.put(0xfff8, 16)
  out.put(samples === BLOCK_SAMPLES ? 12 : 7, 4)
  out.put(9, 4)
  out.put(channels, 4)
  out.put(4, 3)
  out.put(0, 1)
  writeNumber(out, frame)
  if (samples !== BLOCK_SAMPLES) out.put(samples - 1, 16)
}

/** The frame's number, in the way UTF-8 writes code points. */
function writeNumber(out: Bits, value: number): void {
  if (value < 0x80) {
    out.put(value, 8)
  } else if (value < 0x800) {
    out.put(0xc0 | (value >> 6), 8)
    out.put(0x80 | (value & 0x3f), 8)
  } else {
    out.put(0xe0 | (value >> 12), 8)
    out.put(0x80 | ((value >> 6) & 0x3f), 8)
    out.put(0x80 | (value & 0x3f), 8)
  }
}

/** `bits` is a guess, good enough to choose between left/right and middle/side. */
type Prediction = {
  readonly samples: Int32Array
  readonly width: number
  readonly order: number
  readonly bits: number
}
type Plan =
  | { readonly kind: 'constant'; readonly samples: Int32Array; readonly width: number }
  | { readonly kind: 'verbatim'; readonly samples: Int32Array; readonly width: number }
  | ({ readonly kind: 'fixed'; readonly folded: Uint32Array; readonly rice: Rice } & Prediction)

/** Each order's residual is the difference of the one before; the order with the smallest sum is taken. */
function predict(samples: Int32Array, width: number): Prediction {
  let [last0, last1, last2, last3] = [0, 0, 0, 0]
  let [sum0, sum1, sum2, sum3, sum4] = [0, 0, 0, 0, 0]
  for (let at = 0; at < samples.length; at += 1) {
    const e0 = samples[at] as number
    const e1 = e0 - last0
    const e2 = e1 - last1
    const e3 = e2 - last2
    const e4 = e3 - last3
    if (at >= MAX_ORDER) {
      sum0 += Math.abs(e0)
      sum1 += Math.abs(e1)
      sum2 += Math.abs(e2)
      sum3 += Math.abs(e3)
      sum4 += Math.abs(e4)
    }
    last0 = e0
    last1 = e1
    last2 = e2
    last3 = e3
  }
  const sums = [sum0, sum1, sum2, sum3, sum4].slice(0, Math.min(MAX_ORDER + 1, samples.length))
  const order = samples.length > MAX_ORDER ? sums.indexOf(Math.min(...sums)) : 0
  const mean = (sums[order] as number) / samples.length
  return { samples, width, order, bits: order * width + samples.length * (Math.log2(mean + 0.5) + 2) }
}

function plan(prediction: Prediction): Plan {
  const { samples, width, order } = prediction
  const first = samples[0] as number
  if (samples.every((sample) => sample === first)) return { kind: 'constant', samples, width }
  const folded = foldedResidual(samples, order)
  const rice = planRice(folded, order)
  if (order * width + rice.bits >= samples.length * width) return { kind: 'verbatim', samples, width }
  return { kind: 'fixed', ...prediction, folded, rice }
}

/** Differences, with the sign in the lowest bit: 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ... */
function foldedResidual(samples: Int32Array, order: number): Uint32Array {
  const [a, b, c, d] = PREDICTORS[order] as readonly [number, number, number, number]
  const folded = new Uint32Array(samples.length)
  let [last1, last2, last3, last4] = [0, 0, 0, 0]
  for (let at = 0; at < samples.length; at += 1) {
    const sample = samples[at] as number
    const residual = (sample - a * last1 - b * last2 - c * last3 - d * last4) | 0
    folded[at] = (residual << 1) ^ (residual >> 31)
    last4 = last3
    last3 = last2
    last2 = last1
    last1 = sample
  }
  return folded
}

function writeSubframe(out: Bits, plan: Plan): void {
  const { samples, width } = plan
  if (plan.kind === 'fixed') {
    out.put((8 | plan.order) << 1, 8)
    for (let at = 0; at < plan.order; at += 1) out.put(samples[at] as number, width)
    writeResidual(out, plan.folded, plan.order, plan.rice)
  } else if (plan.kind === 'verbatim') {
    out.put(1 << 1, 8)
    for (const sample of samples) out.put(sample, width)
  } else {
    out.put(0, 8)
    out.put(samples[0] as number, width)
  }
}

/** `bits` is never less than what is written. */
type Rice = { readonly partitionOrder: number; readonly parameters: readonly number[]; readonly bits: number }

/** Begins with the finest partition and joins neighbours. */
function planRice(folded: Uint32Array, order: number): Rice {
  let partitionOrder = finestPartition(folded.length, order)
  let sums = partitionSums(folded, order, partitionOrder)
  let best = riceOf(sums, folded.length, order, partitionOrder)
  while (partitionOrder > 0) {
    partitionOrder -= 1
    const finer = sums
    sums = Array.from({ length: 1 << partitionOrder }, (_, part) => {
      return (finer[2 * part] as number) + (finer[2 * part + 1] as number)
    })
    const coarser = riceOf(sums, folded.length, order, partitionOrder)
    if (coarser.bits < best.bits) best = coarser
  }
  return best
}

function finestPartition(samples: number, order: number): number {
  let partitionOrder = MAX_PARTITION_ORDER
  while (partitionOrder > 0) {
    const size = samples >> partitionOrder
    if (size << partitionOrder === samples && size > order) break
    partitionOrder -= 1
  }
  return partitionOrder
}

function partitionSums(folded: Uint32Array, order: number, partitionOrder: number): readonly number[] {
  const size = folded.length >> partitionOrder
  return Array.from({ length: 1 << partitionOrder }, (_, part) => {
    let sum = 0
    for (let at = part === 0 ? order : part * size; at < (part + 1) * size; at += 1)
      sum += folded[at] as number
    return sum
  })
}

function riceOf(sums: readonly number[], samples: number, order: number, partitionOrder: number): Rice {
  const size = samples >> partitionOrder
  let bits = 6
  const parameters = sums.map((sum, part) => {
    const count = part === 0 ? size - order : size
    const mean = sum / Math.max(1, count)
    const parameter = mean < 1 ? 0 : Math.min(MAX_RICE, Math.floor(Math.log2(mean)))
    bits += 4 + count * (1 + parameter) + Math.ceil(sum / 2 ** parameter)
    return parameter
  })
  return { partitionOrder, parameters, bits }
}

function writeResidual(out: Bits, folded: Uint32Array, order: number, rice: Rice): void {
  const size = folded.length >> rice.partitionOrder
  out.put(0, 2)
  out.put(rice.partitionOrder, 4)
  for (const [part, parameter] of rice.parameters.entries()) {
    out.put(parameter, 4)
    for (let at = part === 0 ? order : part * size; at < (part + 1) * size; at += 1) {
      const value = folded[at] as number
      out.putUnary(value >>> parameter)
      if (parameter > 0) out.put(value, parameter)
    }
  }
}
