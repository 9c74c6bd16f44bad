// What people ask a library, the same for the same numbers: words as they are typed, and pages in several orders.
import { nameOf, trackAt } from '../../packages/testing/src/music/many-tracks.ts'

const ORDERS = ['title', 'artist', 'year', 'added', 'random'] as const
const PAGE = 50
/** Of search results, as the app shows them. */
const RESULTS = 8

/** One to nine letters of a title, its first word, all of it, or the word with a slip. */
export function typed(index: number, tracks: number) {
  const title = trackAt((index * 97) % tracks).title ?? nameOf(index, 10, 3)
  const word = title.split(' ')[0] ?? title
  const texts = [title.slice(0, 1 + (index % 9)), word, title, `${word.slice(0, 2)}${word.slice(3)}`]
  return { q: texts[index % texts.length]?.trim() || 'a', limit: RESULTS }
}

export type PageAsked =
  | { readonly of: 'albums'; readonly query: { sort: (typeof ORDERS)[number]; limit: number; seed: number } }
  | { readonly of: 'tracks'; readonly query: { sort: 'title' | 'added'; limit: number } }

export function pageAsked(index: number): PageAsked {
  if (index % 2 === 0) {
    return {
      of: 'albums',
      query: { sort: ORDERS[index % ORDERS.length] ?? 'title', limit: PAGE, seed: index },
    }
  }
  return { of: 'tracks', query: { sort: index % 4 === 1 ? 'title' : 'added', limit: PAGE } }
}
