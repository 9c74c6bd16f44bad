import type { StatsOfDays } from '@baton/protocol'
import { type ChannelCounts, DAY_MS, type DailyFigures, type ViewCounts } from '#domain'

/** The days from the first to the last, with those without a view. */
export function statsOfDays(known: readonly DailyFigures[], first: number, last: number): StatsOfDays {
  const within = known.filter(({ day }) => day >= first && day <= last)
  const byDay = new Map(within.map((figures) => [figures.day, figures]))
  return {
    byDay: Array.from({ length: last - first + 1 }, (_, nth) => {
      const day = byDay.get(first + nth)
      const { views = 0, impressions = 0, uniqueDisplays = 0 } = day ?? {}
      return { date: dateOf(first + nth), views, impressions, uniqueDisplays }
    }),
    byChannel: channelsOf(within.flatMap(({ byChannel }) => byChannel)),
    byHour: Array.from({ length: 24 }, (_, hour) => ({
      hour,
      ...sum(within.map(({ byHour }) => byHour[hour] ?? { views: 0, impressions: 0 })),
    })),
  }
}

/** YYYY-MM-DD, in UTC. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

function channelsOf(rows: readonly ChannelCounts[]): StatsOfDays['byChannel'] {
  const of = (channel: ChannelCounts['channel']) => {
    const own = rows.filter((row) => row.channel === channel)
    if (own.length === 0) return undefined
    const contexts = Array.from(
      Map.groupBy(own, ({ context }) => context),
      ([context, some]) => ({ context, ...sum(some) }),
    )
    const hasContexts = channel === 'by_user' || channel === 'hashtag'
    return { ...sum(own), contexts: hasContexts ? contexts.sort(byWeight) : [] }
  }
  return given({
    all: of('all'),
    promoted: of('promoted'),
    user: of('user'),
    byUser: of('by_user'),
    hashtag: of('hashtag'),
  })
}

type Counts = Pick<ViewCounts, 'views' | 'impressions'>
type ContextCounts = Counts & Pick<ChannelCounts, 'context'>

/** The most shown first, of those shown as often by name. */
function byWeight(a: ContextCounts, b: ContextCounts): number {
  const heavier = b.views + b.impressions - (a.views + a.impressions)
  return heavier || ((a.context ?? '') < (b.context ?? '') ? -1 : 1)
}

function sum(all: readonly Counts[]): Counts {
  return all.reduce<Counts>(
    (total, one) => ({ views: total.views + one.views, impressions: total.impressions + one.impressions }),
    { views: 0, impressions: 0 },
  )
}

function given<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
