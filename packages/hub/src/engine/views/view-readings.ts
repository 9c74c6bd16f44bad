import { type AuthorStats, BatonError, MAX_LISTED_ARTWORKS } from '@baton/protocol'
import {
  ALL_OF_AUTHOR,
  countOf,
  DAY_MS,
  dayOf,
  type FigureSubject,
  HOUR_MS,
  type MarkDisplay,
  type TotalFigures,
  TRENDING_WITHIN_MS,
  trending,
  visibleTo,
} from '#domain'
import type { ViewReadings } from '../api/views.ts'
import type { ViewRecords, ViewSubjects } from '../ports/view-records.ts'
import { statsOfDays } from './stats.ts'
import { withUncounted } from './view-figures.ts'

export interface ViewReadingsParts {
  readonly records: ViewRecords
  readonly subjects: Pick<ViewSubjects, 'posts' | 'reactions'>
  readonly markDisplay: MarkDisplay
  /** On the hub's clock. */
  readonly now: () => number
}

/** So many busy days of artworks are weighed against each other. */
const MOST_WEIGHED = 5_000
/** What somebody may not see is passed over, so more are weighed than are told. */
const MOST_RANKED = 500

export function viewReadings({ records, subjects, markDisplay, now }: ViewReadingsParts): ViewReadings {
  const statsOf = async (subject: FigureSubject, days: number) => {
    const last = dayOf(now())
    const first = last - days + 1
    const figures = withUncounted(await records.figures(subject, first), markDisplay)
    const isOwn = (one: FigureSubject) => one.postId === subject.postId
    return {
      ...totalsOf(figures.totals.find(isOwn)),
      ...statsOfDays(figures.days.filter(isOwn), first, last),
    }
  }

  return {
    async ofArtwork(principal, postId, days) {
      const post = postId === null ? null : (await subjects.posts([postId])).get(postId)
      if (postId === null || post?.authorId !== principal.userId) throw new BatonError('artwork.not-found')
      const { title } = post
      const stats = await statsOf({ authorId: principal.userId, postId }, days)
      return { postId, title, ...stats }
    },

    async ofAuthor(principal, days) {
      const { userId: authorId } = principal
      const [stats, kept] = await Promise.all([
        statsOf({ authorId, postId: ALL_OF_AUTHOR }, days),
        records.artworks(authorId, MAX_LISTED_ARTWORKS),
      ])
      const { totals } = withUncounted(kept, markDisplay)
      const listed = totals.filter(({ postId }) => postId !== ALL_OF_AUTHOR).toSorted(byViews)
      const most = listed.slice(0, MAX_LISTED_ARTWORKS)
      const posts = await subjects.posts(most.map(({ postId }) => postId))
      return {
        ...stats,
        artworks: most.map((total) => ({
          postId: total.postId,
          title: posts.get(total.postId)?.title ?? null,
          ...totalsOf(total),
        })),
      }
    },

    async trending({ userId, householdId }, most) {
      const at = now()
      const since = at - TRENDING_WITHIN_MS
      const [kept, reactions] = await Promise.all([
        records.recent(dayOf(since), MOST_WEIGHED),
        subjects.reactions(since),
      ])
      const { days } = withUncounted(kept, markDisplay)
      const shown = days
        .filter(({ postId }) => postId !== ALL_OF_AUTHOR)
        .flatMap(({ postId, day, byHour }) =>
          byHour.map((hour, nth) => ({ ...hour, postId, at: day * DAY_MS + nth * HOUR_MS, reactions: 0 })),
        )
      const reacted = reactions.map((hour) => ({ ...hour, publicViews: 0, impressions: 0 }))
      const ranked = trending([...shown, ...reacted], at, MOST_RANKED)
      const posts = await subjects.posts(ranked.map(({ postId }) => postId))
      return ranked
        .flatMap(({ postId, score }) => {
          const post = posts.get(postId)
          if (!post || !visibleTo(userId, householdId, post)) return []
          return [{ postId, title: post.title, score }]
        })
        .slice(0, most)
    },
  }
}

type Totals = Pick<AuthorStats, 'views' | 'impressions' | 'publicViews' | 'uniqueDisplays'>

function totalsOf(total: TotalFigures | undefined): Totals {
  if (!total) return { views: 0, impressions: 0, publicViews: 0, uniqueDisplays: 0 }
  const { views, impressions, publicViews, displays } = total
  return { views, impressions, publicViews, uniqueDisplays: countOf(displays) }
}

function byViews(a: TotalFigures, b: TotalFigures): number {
  return b.views - a.views || b.impressions - a.impressions || b.postId - a.postId
}
