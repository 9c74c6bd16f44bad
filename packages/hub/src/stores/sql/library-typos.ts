// How near two words are. While somebody types, the word may be unfinished: then only its beginning is compared.

const ONE_EDIT_FROM = 4
const TWO_EDITS_FROM = 8
const MAX_COMPARED = 24

/** How many slips (a letter wrong, missing, too many, or two swapped) are forgiven in a word of this length. */
export function forgiven(word: string): number {
  if (word.length < ONE_EDIT_FROM) return 0
  return word.length < TWO_EDITS_FROM ? 1 : 2
}

/** Is `typed`, give or take the forgiven slips, how `word` begins? */
export function beginsLike(typed: string, word: string, slips: number): boolean {
  const rows = Math.min(typed.length, MAX_COMPARED)
  const columns = Math.min(word.length, rows + slips)
  if (columns < rows - slips) return false
  let before: number[] = []
  let above = Array.from({ length: columns + 1 }, (_, column) => column)
  for (let row = 1; row <= rows; row += 1) {
    const current = [row]
    let least = row
    for (let column = 1; column <= columns; column += 1) {
      const equal = typed.charCodeAt(row - 1) === word.charCodeAt(column - 1)
      let cost = Math.min(
        (above[column - 1] ?? 0) + (equal ? 0 : 1),
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      )
      const swapped =
        row > 1 &&
        column > 1 &&
        typed.charCodeAt(row - 1) === word.charCodeAt(column - 2) &&
        typed.charCodeAt(row - 2) === word.charCodeAt(column - 1)
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? 0) + 1)
      current.push(cost)
      least = Math.min(least, cost)
    }
    if (least > slips) return false
    before = above
    above = current
  }
  return Math.min(...above) <= slips
}

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
