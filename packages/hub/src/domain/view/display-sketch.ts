// How many different displays have shown something, without keeping which. Up to 2,048 it is exact but for one in
// thousands; beyond, it is an estimate that is off by some 2 % (a HyperLogLog of 4,096 registers).

/** A display in a sketch: 24 bits of a keyed hash, of another key for each subject. */
export type DisplayMark = number
export const DISPLAY_MARK_BITS = 24

/** `exact`: the marks themselves, ascending. `estimate`: for each register the largest rank that was seen. */
export type DisplaySketch =
  | { readonly kind: 'exact'; readonly marks: readonly DisplayMark[] }
  | { readonly kind: 'estimate'; readonly ranks: readonly number[] }

const MOST_EXACT = 2_048
const REGISTER_BITS = 12
const REGISTERS = 2 ** REGISTER_BITS
const RANK_BITS = DISPLAY_MARK_BITS - REGISTER_BITS
const ALL_MARKS = 2 ** DISPLAY_MARK_BITS

export const NO_DISPLAYS: DisplaySketch = { kind: 'exact', marks: [] }

export function withDisplays(sketch: DisplaySketch, added: Iterable<DisplayMark>): DisplaySketch {
  if (sketch.kind === 'estimate') return { kind: 'estimate', ranks: ranksWith(sketch.ranks, added) }
  const marks = [...new Set([...sketch.marks, ...added])].sort((a, b) => a - b)
  if (marks.length <= MOST_EXACT) return { kind: 'exact', marks }
  return { kind: 'estimate', ranks: ranksWith(new Array<number>(REGISTERS).fill(0), marks) }
}

export function countOf(sketch: DisplaySketch): number {
  if (sketch.kind === 'exact') return sketch.marks.length
  const sum = sketch.ranks.reduce((total, rank) => total + 2 ** -rank, 0)
  const estimate = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS * REGISTERS) / sum
  const empty = sketch.ranks.filter((rank) => rank === 0).length
  if (empty > 0 && estimate <= 2.5 * REGISTERS) return Math.round(REGISTERS * Math.log(REGISTERS / empty))
  // So many displays that some share a mark.
  if (estimate < ALL_MARKS / 2) return Math.round(-ALL_MARKS * Math.log(1 - estimate / ALL_MARKS))
  return Math.round(estimate)
}

/** As it is kept: the marks as a list, or one letter for each register. */
export function sketchText(sketch: DisplaySketch): string {
  if (sketch.kind === 'exact') return JSON.stringify(sketch.marks)
  return sketch.ranks.map((rank) => rank.toString(36)).join('')
}

export function sketchOf(text: string): DisplaySketch {
  if (text.startsWith('[')) return { kind: 'exact', marks: JSON.parse(text) as readonly number[] }
  return { kind: 'estimate', ranks: [...text].map((letter) => Number.parseInt(letter, 36)) }
}

function ranksWith(ranks: readonly number[], added: Iterable<DisplayMark>): readonly number[] {
  const larger = [...ranks]
  for (const mark of added) {
    const register = mark >>> RANK_BITS
    const rest = mark & (2 ** RANK_BITS - 1)
    const rank = Math.clz32(rest) - (32 - RANK_BITS) + 1
    larger[register] = Math.max(larger[register] ?? 0, rank)
  }
  return larger
}
