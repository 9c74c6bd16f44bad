import type { PostChannel, ViewIntent } from '@baton/protocol'
import {
  type DailyFigures,
  type FigureSubject,
  type SeenDisplay,
  sketchOf,
  type TotalFigures,
  type UncountedView,
  type UnsyncedView,
  type ViewMark,
} from '#domain'
import { parsed, type Row } from '../runtime/script.ts'
import type {
  ViewDayTable,
  ViewDisplayTable,
  ViewEventTable,
  ViewMarkTable,
  ViewSeenTable,
  ViewTotalTable,
} from '../tables/view.ts'

type Hour = readonly [views: number, impressions: number, publicViews: number]
type ChannelRow = readonly [channel: string, context: string | null, views: number, impressions: number]

export function unsyncedOf(row: Row): UnsyncedView | null {
  const { unsynced_post_id: postId, unsynced_at: at } = row as unknown as ViewDisplayTable
  return postId === null || at === null ? null : { postId, at }
}

export function markOfRow(row: Row): ViewMark {
  const { player_key: playerKey, post_id: postId, stamp, recorded_at } = row as unknown as ViewMarkTable
  return { playerKey, postId, stamp, recordedAt: recorded_at }
}

export function eventOf(row: Row): UncountedView {
  const event = row as unknown as ViewEventTable
  return {
    authorId: event.author_id,
    postId: event.post_id,
    recordedAt: event.recorded_at,
    playerKey: event.player_key,
    intent: event.intent as ViewIntent,
    channel: event.channel as PostChannel,
    context: event.context,
    isPublic: event.is_public === 1,
  }
}

export function seenOf(row: Row): SeenDisplay {
  const { day, author_id, post_id, player_key } = row as unknown as ViewSeenTable
  return { day, authorId: author_id, postId: post_id, playerKey: player_key }
}

export function dayFiguresOf(row: Row): DailyFigures {
  const day = row as unknown as ViewDayTable
  const what = () => `the figures of artwork ${day.post_id} on day ${day.day}`
  return {
    ...countsOf(day),
    day: day.day,
    uniqueDisplays: day.unique_displays,
    byHour: parsed<readonly Hour[]>(day.by_hour, what).map(([views, impressions, publicViews]) => ({
      views,
      impressions,
      publicViews,
    })),
    byChannel: parsed<readonly ChannelRow[]>(day.by_channel, what).map(
      ([channel, context, views, impressions]) => ({
        channel: channel as PostChannel,
        context,
        views,
        impressions,
      }),
    ),
  }
}

/** In the order in which `roll-up.ts` has the columns. */
export function dayValues(day: DailyFigures): readonly (string | number)[] {
  const { authorId, postId, views, impressions, publicViews, uniqueDisplays } = day
  const hours = day.byHour.map((hour): Hour => [hour.views, hour.impressions, hour.publicViews])
  const channels = day.byChannel.map(
    (row): ChannelRow => [row.channel, row.context, row.views, row.impressions],
  )
  return [
    authorId,
    postId,
    day.day,
    views,
    impressions,
    publicViews,
    uniqueDisplays,
    JSON.stringify(hours),
    JSON.stringify(channels),
  ]
}

export function totalFiguresOf(row: Row): TotalFigures {
  const total = row as unknown as ViewTotalTable
  return { ...countsOf(total), displays: sketchOf(total.displays) }
}

function countsOf(row: Omit<ViewTotalTable, 'displays'>): FigureSubject & Omit<TotalFigures, 'displays'> {
  const { author_id, post_id, views, impressions, public_views } = row
  return { authorId: author_id, postId: post_id, views, impressions, publicViews: public_views }
}
