import { type ArtworkCalls, BatonFailure, type Views } from '@baton/client'
import type { AuthorStats } from '@baton/protocol'

const DAY_MS = 24 * 3_600_000
const TITLES = ['A lighthouse, at night', 'Sixteen ways to draw a cat', 'Rain over the harbour', 'Lamp']

/** In the scene `empty` nobody has seen anything. */
export function fakeViews(scene: string, artwork: ArtworkCalls): Views {
  const statsOf = (days: number, scale: number): Omit<AuthorStats, 'artworks'> => {
    const isEmpty = scene === 'empty'
    const today = Math.floor(Date.UTC(2026, 10, 30) / DAY_MS)
    const byDay = Array.from({ length: days }, (_, nth) => {
      const wave = isEmpty || nth % 11 === 4 ? 0 : 1 + Math.sin(nth * 0.7) * 0.6 + (nth % 5) / 6
      const [views, impressions] = [Math.round(wave * 14 * scale), Math.round(wave * 41 * scale)]
      const date = new Date((today - days + 1 + nth) * DAY_MS).toISOString().slice(0, 10)
      return { date, views, impressions, uniqueDisplays: Math.round(wave * 9 * scale) }
    })
    const sum = (of: 'views' | 'impressions') => byDay.reduce((total, day) => total + day[of], 0)
    const [views, impressions] = [sum('views'), sum('impressions')]
    const share = (part: number) => ({
      views: Math.round(views * part),
      impressions: Math.round(impressions * part),
    })
    return {
      views: views * 4,
      impressions: impressions * 4,
      publicViews: Math.round(views * 2.9),
      uniqueDisplays: isEmpty ? 0 : Math.round(63 * scale),
      byDay,
      byChannel: {
        all: { ...share(0.5), contexts: [] },
        promoted: { ...share(0.2), contexts: [] },
        hashtag: {
          ...share(0.3),
          contexts: [
            { context: 'pixelart', ...share(0.2) },
            { context: 'sixteencolours', ...share(0.08) },
            { context: null, ...share(0.02) },
          ],
        },
      },
      byHour: Array.from({ length: 24 }, (_, hour) => {
        const part = Math.max(0, Math.sin(((hour - 5) / 24) * Math.PI * 2)) + (hour > 17 ? 0.8 : 0.05)
        return {
          hour,
          views: Math.round(views * part * 0.05),
          impressions: Math.round(impressions * part * 0.05),
        }
      }),
    }
  }
  return {
    async ofArtwork(postId, days) {
      const title = TITLES[postId - 1]
      if (title === undefined) throw new BatonFailure('request.not-found')
      return { postId, title, ...statsOf(days, 1 / postId) }
    },
    ofAuthor: async (days) => ({
      ...statsOf(days, 2),
      artworks: [...TITLES, null].map((title, nth) => {
        const { views, impressions, publicViews, uniqueDisplays } = statsOf(30, 1 / (nth + 1))
        return { postId: nth + 1, title, views, impressions, publicViews, uniqueDisplays }
      }),
    }),
    async trending(limit) {
      const { items } = await artwork.list({ channel: 'all', sort: 0 })
      const most = items.toSorted((a, b) => b.views - a.views).slice(0, limit)
      return most.map((post) => ({ postId: post.postId, title: post.title, post, score: post.views }))
    },
    csvAddress: () => '#/analytics',
  }
}
