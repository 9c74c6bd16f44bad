// The words of one kind of row (artists, albums or tracks) in memory, with the rows in which they occur. It finds the
// same on every engine because no engine is asked. Rules B11 and B24 to B26.
import { beginsLike, bitCount, forgiven, lettersOf } from './library-typos.ts'

export type Ranked = { readonly id: string; readonly key: string }
export type RankedPlace = readonly [key: string, id: string]

export interface SearchIndex {
  /** Both texts are folded; `text` holds all that may be searched for. */
  put(id: string, title: string, text: string): void
  remove(id: string): void
  readonly size: number
  /** The best rows behind `after`, best first. */
  find(query: string, page: FindPage): readonly Ranked[]
}

export type FindPage = {
  readonly limit: number
  readonly after: RankedPlace | null
  /** Words that are nearly those of the query count as well. */
  readonly forgiving: boolean
}

const MAX_WORDS = 10
const MAX_WORD_LENGTH = 60
const RANK_DIGITS = 4
const MIN_DEAD_BEFORE_PACKING = 2_000

/** How well a word of the query was found; zero where it was not. */
const SIMILAR = 1
const INSIDE = 2
const BEGINS = 3
const WHOLE = 4

/** Most words stand in one row only. */
type Rows = number | number[]

export function searchIndex(): SearchIndex {
  let ids: string[] = []
  let plains: string[] = []
  let texts: number[] = []
  /** Where the title begins without its article. */
  let bares: number[] = []
  let alive: boolean[] = []
  let dead = 0
  const rowOf = new Map<string, number>()
  // Side by side, so that a search runs through plain lists.
  let words: string[] = []
  let letters: number[] = []
  let rowsOf: Rows[] = []
  let numberOf = new Map<string, number>()

  const remove = (id: string) => {
    const row = rowOf.get(id)
    if (row === undefined) return
    rowOf.delete(id)
    alive[row] = false
    plains[row] = ''
    texts[row] = 0
    dead += 1
    if (dead > MIN_DEAD_BEFORE_PACKING && dead > ids.length / 3) pack()
  }
  const pack = () => {
    const moved = new Int32Array(ids.length).fill(-1)
    let next = 0
    for (let row = 0; row < ids.length; row += 1) if (alive[row]) moved[row] = next++
    const kept = <T>(list: T[]) => list.filter((_, row) => alive[row])
    const left = rowsOf.map((rows) =>
      listOf(rows).flatMap((row) => ((moved[row] ?? -1) < 0 ? [] : [moved[row] ?? 0])),
    )
    const isLeft = (_: unknown, number: number) => (left[number]?.length ?? 0) > 0
    words = words.filter(isLeft)
    letters = letters.filter(isLeft)
    rowsOf = left.filter((rows) => rows.length > 0)
    numberOf = new Map(words.map((word, number) => [word, number]))
    ids = kept(ids)
    plains = kept(plains)
    texts = kept(texts)
    bares = kept(bares)
    alive = ids.map(() => true)
    dead = 0
    for (const [row, id] of ids.entries()) rowOf.set(id, row)
  }
  /** For each row how well the word occurs in it. */
  const gradesOf = (wanted: string, forgiving: boolean): Uint8Array => {
    const grades = new Uint8Array(ids.length)
    const slips = forgiving ? forgiven(wanted) : 0
    const wantedLetters = lettersOf(wanted)
    for (let number = 0; number < words.length; number += 1) {
      const lacking = wantedLetters & ~(letters[number] ?? 0)
      if (lacking !== 0 && (slips === 0 || bitCount(lacking) > slips)) continue
      const grade = gradeOf(wanted, words[number] ?? '', lacking === 0, slips)
      if (grade === 0) continue
      const rows = rowsOf[number] ?? []
      if (typeof rows === 'number') grades[rows] = Math.max(grades[rows] ?? 0, grade)
      else for (const row of rows) if ((grades[row] ?? 0) < grade) grades[row] = grade
    }
    return grades
  }

  return {
    get size() {
      return rowOf.size
    },
    remove,
    put(id, title, text) {
      const known = rowOf.get(id)
      const plain = plainOf(title)
      const mark = markOf(text)
      if (known !== undefined && texts[known] === mark && plains[known] === plain) return
      remove(id)
      const row = ids.length
      ids.push(id)
      plains.push(plain)
      texts.push(mark)
      bares.push(ARTICLE.exec(plain)?.[1]?.length ?? 0)
      alive.push(true)
      rowOf.set(id, row)
      for (const word of wordsOf(text)) {
        const number = numberOf.get(word)
        if (number !== undefined) {
          const rows = rowsOf[number]
          if (typeof rows === 'object') rows.push(row)
          else rowsOf[number] = rows === undefined ? row : [rows, row]
        } else {
          numberOf.set(word, words.length)
          words.push(word)
          letters.push(lettersOf(word))
          rowsOf.push(row)
        }
      }
    },
    find(query, { limit, after, forgiving }) {
      const wanted = [...new Set(query.split(' ').filter(Boolean))].slice(0, MAX_WORDS)
      if (wanted.length === 0) return []
      const grades = wanted.map((word) => gradesOf(word.slice(0, MAX_WORD_LENGTH), forgiving))
      const plain = plainOf(query)
      const plainWords = plain.split(' ').filter(Boolean)
      const found: { row: number; rank: number }[] = []
      const [first = new Uint8Array(0), ...others] = grades
      for (let row = 0; row < ids.length; row += 1) {
        let worst = first[row] ?? 0
        if (worst === 0) continue
        for (const grade of others) worst = Math.min(worst, grade[row] ?? 0)
        if (worst === 0 || !alive[row]) continue
        const title = plains[row] ?? ''
        found.push({
          row,
          rank:
            tierOf(title, bares[row] ?? 0, plain, plainWords, worst) * 1_000 + Math.min(999, title.length),
        })
      }
      const least = after === null ? 0 : Number(after[0].slice(0, RANK_DIGITS))
      const ranked = best(
        found.filter(({ rank }) => rank >= least),
        limit,
      ).map(({ row, rank }) => ({
        id: ids[row] ?? '',
        key: `${String(rank).padStart(RANK_DIGITS, '0')}${plains[row]}`,
      }))
      ranked.sort((one, other) => order(one.key, other.key) || order(one.id, other.id))
      const behind = after
        ? ranked.filter(({ key, id }) => (order(key, after[0]) || order(id, after[1])) > 0)
        : ranked
      return behind.slice(0, limit)
    },
  }
}

/**
 * Of many rows only those of the best rank, and of as many ranks behind it as `limit` rows take: of the best rank some
 * may have been shown on the page before.
 */
function best<T extends { readonly rank: number }>(found: readonly T[], limit: number): readonly T[] {
  if (found.length <= limit) return found
  const counts = new Map<number, number>()
  for (const { rank } of found) counts.set(rank, (counts.get(rank) ?? 0) + 1)
  let last = -1
  let total = 0
  for (const rank of [...counts.keys()].sort((one, other) => one - other)) {
    const isFirst = last === -1
    last = rank
    total += isFirst ? 0 : (counts.get(rank) ?? 0)
    if (total >= limit) break
  }
  return found.filter(({ rank }) => rank <= last)
}

const ARTICLE = /^( (?:the|a|an|die|der|das|les?|la|los|el)) /

/** The whole title, its beginning, its words, words anywhere, parts of words, and last what is only similar. */
function tierOf(title: string, bare: number, query: string, words: readonly string[], worst: number): number {
  if (worst <= INSIDE) return worst === INSIDE ? 4 : 5
  if (query === '') return 3
  if (title.startsWith(query)) return title.length === query.length ? 0 : 1
  if (bare > 0 && title.startsWith(query, bare)) return title.length - bare === query.length ? 0 : 1
  for (const word of words) if (!title.includes(` ${word}`)) return 3
  return 2
}

function gradeOf(wanted: string, word: string, hasAllLetters: boolean, slips: number): number {
  if (hasAllLetters) {
    if (word.startsWith(wanted)) return word.length === wanted.length ? WHOLE : BEGINS
    if (canBeInside(wanted) && word.includes(wanted)) return INSIDE
  }
  return slips > 0 && beginsLike(wanted, word, slips) ? SIMILAR : 0
}

function listOf(rows: Rows): readonly number[] {
  return typeof rows === 'number' ? [rows] : rows
}

/** Enough to see that a text has changed. */
function markOf(text: string): number {
  let mark = text.length
  for (let at = 0; at < text.length; at += 1) mark = (Math.imul(mark, 31) + text.charCodeAt(at)) | 0
  return mark
}

/** One plain letter is inside of nearly everything. */
function canBeInside(wanted: string): boolean {
  return wanted.length > 1 || !/^[a-z0-9]$/.test(wanted)
}

/** The words as they stand, their parts where signs divide them, and the parts joined: `ac/dc` is `ac`, `dc` and `acdc`. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>()
  for (const long of text.split(/\s+/)) {
    const word = long.slice(0, MAX_WORD_LENGTH)
    if (word === '') continue
    words.add(word)
    const parts = word.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
    for (const part of parts) words.add(part)
    if (parts.length > 1) words.add(parts.join(''))
  }
  return words
}

/** A title as its words, each behind a space. */
function plainOf(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  return words.length === 0 ? '' : ` ${words.join(' ')}`
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
