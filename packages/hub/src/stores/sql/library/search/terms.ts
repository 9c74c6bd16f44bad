// Words by number, and which of them are, begin with, hold, or nearly begin like what somebody typed. Pairs of
// neighbouring letters lead to the words that have them, so that only a small part of all words is looked at.
import { beginsLike, bitCount, lettersOf, UNFINISHED_FROM } from './typos.ts'

/** How well a typed word was found in a word; zero where it was not. */
export const SIMILAR = 1
export const INSIDE = 2
export const BEGINS = 3
export const WHOLE = 4

export interface Terms {
  readonly size: number
  /** The word's number, if it is known. */
  find(word: string): number | undefined
  /** The number of a word that is not known yet: they count up from zero. */
  add(word: string): number
  word(number: number): string
  /** Tells of each word that fits, and how well; with `slips` also of those that are nearly like it. */
  match(typed: string, slips: number, tell: (number: number, grade: number) => void): void
}

const START = '\0'
/** A letter wrong, missing or too many touches at most two pairs; two letters that are swapped touch three. */
const PAIRS_OF_A_SLIP = 2
const PAIRS_OF_A_SWAP = 3

export function termList(): Terms {
  const words: string[] = []
  const letters: number[] = []
  const numberOf = new Map<string, number>()
  const withPair = new Map<number, number[]>()

  const exactly = (typed: string, tell: (number: number, grade: number) => void) => {
    const inside = canBeInside(typed)
    const look = (number: number) => {
      const word = words[number] ?? ''
      if (word.startsWith(typed)) tell(number, word.length === typed.length ? WHOLE : BEGINS)
      else if (inside && word.includes(typed)) tell(number, INSIDE)
    }
    if (inside && typed.length === 1) {
      for (let number = 0; number < words.length; number += 1) look(number)
      return
    }
    let fewest: readonly number[] | null = null
    for (const pair of inside ? pairsOf(typed) : [pairAt(START + typed, 0)]) {
      const having = withPair.get(pair) ?? NONE
      if (fewest === null || having.length < fewest.length) fewest = having
    }
    for (const number of fewest ?? NONE) look(number)
  }

  const nearly = (typed: string, slips: number, tell: (number: number, grade: number) => void) => {
    // Words with one swap are looked for as such, so that the others need not share so little.
    if (slips === 1) {
      const least = typed.length < UNFINISHED_FROM ? WHOLE : BEGINS
      for (const swapped of swaps(typed))
        exactly(swapped, (number, grade) => grade >= least && tell(number, SIMILAR))
    }
    if (typed.length < UNFINISHED_FROM) return
    const touched = slips === 1 ? PAIRS_OF_A_SLIP : PAIRS_OF_A_SWAP * slips
    const shared = new Uint8Array(words.length)
    let pairs = 0
    for (const pair of new Set(pairsOf(START + typed))) {
      pairs += 1
      for (const number of withPair.get(pair) ?? NONE) shared[number] = (shared[number] ?? 0) + 1
    }
    const least = Math.max(1, pairs - touched)
    const wanted = lettersOf(typed)
    for (let number = 0; number < shared.length; number += 1) {
      if ((shared[number] ?? 0) < least) continue
      if (bitCount(wanted & ~(letters[number] ?? 0)) > slips) continue
      if (beginsLike(typed, words[number] ?? '', slips)) tell(number, SIMILAR)
    }
  }

  return {
    get size() {
      return words.length
    },
    find: (word) => numberOf.get(word),
    word: (number) => words[number] ?? '',
    add(word) {
      const number = words.length
      words.push(word)
      letters.push(lettersOf(word))
      numberOf.set(word, number)
      for (const pair of new Set(pairsOf(START + word))) {
        const having = withPair.get(pair)
        if (having) having.push(number)
        else withPair.set(pair, [number])
      }
      return number
    },
    match(typed, slips, tell) {
      if (slips > 0) nearly(typed, slips, tell)
      exactly(typed, tell)
    },
  }
}

const NONE: readonly number[] = []

function swaps(typed: string): readonly string[] {
  return Array.from(
    { length: typed.length - 1 },
    (_, at) => typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2),
  )
}

function pairsOf(text: string): readonly number[] {
  const pairs: number[] = []
  for (let at = 0; at + 1 < text.length; at += 1) pairs.push(pairAt(text, at))
  return pairs
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)
}

/** One plain letter is inside of nearly everything. */
function canBeInside(typed: string): boolean {
  return typed.length > 1 || !/^[a-z0-9]$/.test(typed)
}
