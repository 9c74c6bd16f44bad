// How near two words are. While somebody types, the word may be unfinished: then only its beginning is compared.

const ONE_EDIT_FROM = 3
/** Of a shorter word only two letters that are swapped are forgiven, and it is taken to be finished. */
export const UNFINISHED_FROM = 4
const TWO_EDITS_FROM = 8
const MAX_COMPARED = 24

/** How many slips (a letter wrong, missing, too many, or two swapped) are forgiven in a word of this length. */
export function forgiven(word: string): number {
  if (word.length < ONE_EDIT_FROM) return 0
  return word.length < TWO_EDITS_FROM ? 1 : 2
}

/** Is `typed`, give or take the forgiven slips, how `word` begins? */
export function beginsLike(typed: string, word: string, slips: number): boolean {
  if (typed.length < UNFINISHED_FROM) return slips > 0 && isSwapped(typed, word)
  const rows = Math.min(typed.length, MAX_COMPARED)
  const columns = Math.min(word.length, rows + slips)
  if (columns < rows - slips) return false
  let [before, above, current] = lines
  for (let column = 0; column <= slips; column += 1) above[column] = column
  for (let row = 1; row <= rows; row += 1) {
    const letter = typed.charCodeAt(row - 1)
    const formerLetter = row > 1 ? typed.charCodeAt(row - 2) : -1
    // What lies further from the diagonal than the slips that are forgiven cannot count any more.
    const from = Math.max(1, row - slips)
    const to = Math.min(columns, row + slips)
    let least = from === 1 ? row : FAR
    current[from - 1] = least
    above[row + slips] = FAR
    for (let column = from; column <= to; column += 1) {
      const other = word.charCodeAt(column - 1)
      let cost = (above[column - 1] ?? 0) + (letter === other ? 0 : 1)
      const without = Math.min(above[column] ?? 0, current[column - 1] ?? 0) + 1
      if (without < cost) cost = without
      if (column > 1 && formerLetter === other && letter === word.charCodeAt(column - 2)) {
        cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      }
      current[column] = cost
      if (cost < least) least = cost
    }
    if (least > slips) return false
    const free = before
    before = above
    above = current
    current = free
  }
  for (let column = Math.max(0, rows - slips); column <= columns; column += 1) {
    if ((above[column] ?? 0) <= slips) return true
  }
  return false
}

function isSwapped(typed: string, word: string): boolean {
  if (typed === word) return true
  for (let at = 0; at + 1 < typed.length; at += 1) {
    const swapped = typed.slice(0, at) + typed.charAt(at + 1) + typed.charAt(at) + typed.slice(at + 2)
    if (swapped === word) return true
  }
  return false
}

const FAR = 99

/** One comparison is over before the next begins, so they share their paper. */
const lines = [0, 1, 2].map(() => new Uint8Array(MAX_COMPARED + 8)) as [Uint8Array, Uint8Array, Uint8Array]

/** Which letters occur, as bits: words that differ in too many of them need not be compared. */
export function lettersOf(word: string): number {
  let letters = 0
  for (let at = 0; at < word.length; at += 1) letters |= 1 << (word.charCodeAt(at) % 31)
  return letters
}

export function bitCount(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count += 1
  return count
}
