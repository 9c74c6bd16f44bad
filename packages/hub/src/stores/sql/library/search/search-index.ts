// The words of one kind of row (artists, albums or tracks) in memory, with the rows in which they occur. It finds the
// same on every engine because no engine is asked. Rules B11 and B24 to B26.

import { ARTICLES, type AskedWord, withoutFree, wordsAsked } from './query.ts'
import { INSIDE, termList } from './terms.ts'
import { forgiven } from './typos.ts'
import { partsOf, wordsOf } from './words.ts'

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

const RANK_DIGITS = 4
const RANKS_OF_TIER = 1_000
const RANKS = 6 * RANKS_OF_TIER
const MIN_DEAD_BEFORE_PACKING = 2_000

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
  let words = termList()
  /** By the number of the word. */
  let rowsOf: Rows[] = []

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
    const former = { words, rowsOf }
    words = termList()
    rowsOf = []
    for (const [number, rows] of former.rowsOf.entries()) {
      const left = listOf(rows).flatMap((row) => ((moved[row] ?? -1) < 0 ? [] : [moved[row] ?? 0]))
      if (left.length === 0) continue
      words.add(former.words.word(number))
      rowsOf.push(left)
    }
    ids = kept(ids)
    plains = kept(plains)
    texts = kept(texts)
    bares = kept(bares)
    alive = ids.map(() => true)
    dead = 0
    for (const [row, id] of ids.entries()) rowOf.set(id, row)
  }
  /** For each row how well the best way to write the word occurs in it. */
  const gradesOf = (ways: AskedWord, forgiving: boolean): Uint8Array =>
    best(ways.map((parts) => worst(parts.map((part) => gradesOfPart(part, forgiving)))))
  const gradesOfPart = (wanted: string, forgiving: boolean): Uint8Array => {
    const grades = new Uint8Array(ids.length)
    words.match(wanted, forgiving ? forgiven(wanted) : 0, (number, grade) => {
      const rows = rowsOf[number] ?? []
      if (typeof rows === 'number') grades[rows] = Math.max(grades[rows] ?? 0, grade)
      else for (const row of rows) if ((grades[row] ?? 0) < grade) grades[row] = grade
    })
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
        const number = words.find(word)
        if (number !== undefined) {
          const rows = rowsOf[number]
          if (typeof rows === 'object') rows.push(row)
          else rowsOf[number] = rows === undefined ? row : [rows, row]
        } else {
          words.add(word)
          rowsOf.push(row)
        }
      }
    },
    find(query, { limit, after, forgiving }) {
      const wanted = wordsAsked(query)
      if (wanted.length === 0) return []
      const grades = wanted.map((ways) => gradesOf(ways, forgiving))
      const plain = plainOf(query)
      const bare = plain.slice(ARTICLE.exec(plain)?.[1]?.length ?? 0)
      const asked: Asked = {
        plains: bare === plain ? [plain] : [plain, bare],
        words: bare
          .split(' ')
          .filter(Boolean)
          .map((word) => ` ${word}`),
      }
      const least = after === null ? 0 : Number(after[0].slice(0, RANK_DIGITS))
      const rows: number[] = []
      const ranks: number[] = []
      const counts = new Uint32Array(RANKS)
      const [first = new Uint8Array(0), ...others] = grades
      for (let row = 0; row < first.length; row += 1) {
        let worst = first[row] ?? 0
        if (worst === 0 || !alive[row]) continue
        for (const grade of others) worst = Math.min(worst, grade[row] ?? 0)
        if (worst === 0) continue
        const title = plains[row] ?? ''
        const rank =
          tierOf(title, bares[row] ?? 0, asked, worst) * RANKS_OF_TIER +
          Math.min(RANKS_OF_TIER - 1, title.length)
        if (rank < least) continue
        rows.push(row)
        ranks.push(rank)
        counts[rank] = (counts[rank] ?? 0) + 1
      }
      const last = rows.length <= limit ? RANKS : lastNeeded(counts, limit)
      const ranked: { id: string; key: string }[] = []
      for (const [index, row] of rows.entries()) {
        const rank = ranks[index] ?? 0
        if (rank > last) continue
        ranked.push({
          id: ids[row] ?? '',
          key: `${String(rank).padStart(RANK_DIGITS, '0')}${plains[row]}`,
        })
      }
      ranked.sort((one, other) => order(one.key, other.key) || order(one.id, other.id))
      const behind = after
        ? ranked.filter(({ key, id }) => (order(key, after[0]) || order(id, after[1])) > 0)
        : ranked
      return behind.slice(0, limit)
    },
  }
}

/**
 * The rank up to which rows are looked at: the best one, and as many behind it as `limit` rows take. Of the best rank
 * some may have been shown on the page before.
 */
function lastNeeded(counts: Uint32Array, limit: number): number {
  let total = -1
  for (const [rank, count] of counts.entries()) {
    if (count === 0) continue
    total = total < 0 ? 0 : total + count
    if (total >= limit) return rank
  }
  return counts.length
}

const ARTICLE = new RegExp(`^( (?:${[...ARTICLES].join('|')})) `)

/** The query as a title would stand, also without its article, and its words, each behind a space. */
type Asked = { readonly plains: readonly string[]; readonly words: readonly string[] }

/** The whole title, its beginning, its words, words anywhere, parts of words, and last what is only similar. */
function tierOf(title: string, bare: number, { plains, words }: Asked, worst: number): number {
  if (worst <= INSIDE) return worst === INSIDE ? 4 : 5
  if (plains[0] === '') return 3
  let tier = 3
  for (const plain of plains) {
    for (const from of bare > 0 ? [0, bare] : [0]) {
      if (!title.startsWith(plain, from)) continue
      if (title.length - from === plain.length) return 0
      tier = 1
    }
  }
  if (tier === 1) return tier
  for (const word of words) if (!title.includes(word)) return 3
  return 2
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

/** A title as its words, each behind a space. */
function plainOf(title: string): string {
  const words = withoutFree(partsOf(title))
  return words.length === 0 ? '' : ` ${words.join(' ')}`
}

function best(of: readonly Uint8Array[]): Uint8Array {
  return together(of, Math.max)
}

function worst(of: readonly Uint8Array[]): Uint8Array {
  return together(of, Math.min)
}

function together(
  [first = new Uint8Array(0), ...others]: readonly Uint8Array[],
  choose: (one: number, other: number) => number,
): Uint8Array {
  for (const other of others)
    for (let row = 0; row < first.length; row += 1) first[row] = choose(first[row] ?? 0, other[row] ?? 0)
  return first
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
