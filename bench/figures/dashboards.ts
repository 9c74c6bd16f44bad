import { dirname, join } from 'node:path'
import { uploadArtwork } from '../../packages/testing/src/artwork/upload-artwork.ts'
import { rollUpAtOnce } from '../load/rolled-up.ts'
import { quantile } from '../machine/statistics.ts'
import { type Hub, startHub } from '../servers/hub.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain, promised } from './rows.ts'

const EVENTS = 10_000_000
const EVENTS_SHORT = 20_000
const AUTHORS = 10
const ARTWORKS = 100
const ARTWORKS_SHORT = 5
const DAYS = 366
const DAYS_SHORT = 10
const QUESTIONS = 100
const QUESTIONS_SHORT = 5
const DAY_MS = 86_400_000
const MS_AT_MOST = 100
const NOW_AND_THEN = 7

export const dashboards: Figure = {
  name: 'dashboards',
  title: 'Figures of artworks, over a year',
  how: `A hub has the figures of ${EVENTS.toLocaleString('en')} view events as they are after the roll-up: ${AUTHORS} authors with ${ARTWORKS} artworks each, on each of ${DAYS} days. Asked over HTTP, one question after the other: what an author is told of all artworks and of one, for 30 days and for a year, what trends, and a page of artworks with their public counters. The reference is what is promised.`,
  async measure({ starts }: Extent) {
    const isShort = starts === 1
    await using hub = await startHub()
    await hub.addPeople(AUTHORS - 1)
    const authors: { readonly userId: string; readonly postId: number; readonly token: string }[] = []
    for (let person = 0; person < AUTHORS; person++) {
      const token = await hub.signIn(person)
      const { user_uuid: userId } = await hub.request('GET', '/me', token)
      const { post } = await uploadArtwork(hub.baseUrl, token, { title: `Artwork of ${person}` })
      authors.push({ userId: String(userId), postId: post.post_id, token })
    }
    const counts = await rollUpAtOnce(fileOf(hub), {
      events: isShort ? EVENTS_SHORT : EVENTS,
      authors,
      artworks: isShort ? ARTWORKS_SHORT : ARTWORKS,
      days: isShort ? DAYS_SHORT : DAYS,
      today: Math.floor(Date.now() / DAY_MS),
    })
    const tokens = authors.map(({ token }) => token)
    await mustTell(hub, tokens, counts)
    const ids = [...counts.keys()]
    const count = isShort ? QUESTIONS_SHORT : QUESTIONS
    const perAuthor = ids.length / AUTHORS
    const asked: readonly (readonly [what: string, path: (nth: number) => string])[] = [
      ['all artworks of an author, 30 days', () => '/api/post/stats?days=30'],
      ['all artworks of an author, a year', () => '/api/post/stats?days=366'],
      ['one artwork, 30 days', (nth) => `/api/post/${ownOf(nth)}/stats?days=30`],
      ['one artwork, a year', (nth) => `/api/post/${ownOf(nth)}/stats?days=366`],
      ['what trends, 50 of it', () => '/api/post/trending?limit=50'],
      ['a page of 50 artworks', () => '/api/post?channel=all&sort=1&limit=50'],
    ]
    const rows: Row[] = []
    for (const [what, path] of asked) {
      const times: number[] = []
      for (let nth = 0; nth < count; nth++) {
        const begun = performance.now()
        await hub.request('GET', path(nth), tokens[nth % AUTHORS] ?? '')
        times.push(performance.now() - begun)
      }
      rows.push(
        plain(`${what}, p50`, 'ms', quantile(times, 0.5)),
        promised(`${what}, p95`, 'ms', quantile(times, 0.95), MS_AT_MOST),
      )
    }
    return rows

    /** Another artwork each time, of whoever asks. */
    function ownOf(nth: number): number {
      const author = nth % AUTHORS
      return ids[author * perAuthor + ((nth * NOW_AND_THEN) % perAuthor)] ?? 0
    }
  },
}

/** What is measured is what was written. */
async function mustTell(hub: Hub, tokens: readonly string[], counts: ReadonlyMap<number, number>) {
  const written = [...counts.values()].reduce((sum, events) => sum + events, 0)
  let told = 0
  for (const token of tokens) {
    const { views, impressions } = await hub.request('GET', '/api/post/stats', token)
    told += Number(views) + Number(impressions)
  }
  if (told !== written) throw new Error(`The figures of ${written} events were written and ${told} are told.`)
}

function fileOf({ trackFile }: Hub): string {
  return join(dirname(dirname(trackFile)), 'data', 'baton.db')
}
