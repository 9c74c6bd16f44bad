// What somebody typed, taken apart as rows are: signs divide words and join them, and what people leave out or put in
// as they like (signs between words, "and" in its spellings, the article in front) need not be found. Rule B48.
import { joined, partsOf, respelled } from './words.ts'

const MAX_WORDS = 10
const MAX_PARTS = 6
const AND: ReadonlySet<string> = new Set(['and', 'und', 'et', 'n'])
export const ARTICLES: ReadonlySet<string> = new Set('the a an die der das le les la los el'.split(' '))

/** Each word may be found in one of several ways; each way is words that must all be there. */
export type AskedWord = readonly (readonly string[])[]

export function wordsAsked(query: string): readonly AskedWord[] {
  const typed = [...new Set(query.split(' ').filter(Boolean))].slice(0, MAX_WORDS)
  const needed = typed.filter((word, place) => !isFree(word) && !(place === 0 && ARTICLES.has(word)))
  // Who looks for "the and" means it.
  return (needed.length > 0 ? needed : typed).map(waysOf)
}

function isFree(word: string): boolean {
  const parts = partsOf(word)
  return parts.length === 0 || (parts.length === 1 && AND.has(parts[0] ?? ''))
}

function waysOf(word: string): AskedWord {
  const parts = partsOf(word).slice(0, MAX_PARTS)
  const ways = MEANT.test(word) ? [[word], [respelled(word)]] : [[word], [joined(word)], parts]
  const told = new Map(ways.filter(([first = '']) => first !== '').map((way) => [way.join(' '), way]))
  return [...told.values()]
}

/** Who types them means them: `100%` is not `100`. */
const MEANT = /[%_\\#@*+=<>|~^$]|\w!\w/

/** As a title would stand, without what need not match; nothing is left out where nothing else is left. */
export function withoutFree(words: readonly string[]): readonly string[] {
  const kept = words.filter((word) => !AND.has(word))
  return kept.length > 0 ? kept : words
}
