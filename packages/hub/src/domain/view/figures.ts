import type { PostChannel, ViewIntent } from '@baton/protocol'
import { type DisplayMark, type DisplaySketch, NO_DISPLAYS, withDisplays } from './display-sketch.ts'
import { dayOf, hourOf } from './view-times.ts'

/** As an artwork's number: the figures are those of all artworks of the author together. */
export const ALL_OF_AUTHOR = 0

/** Whose figures: an artwork's, or all of an author's. */
export interface FigureSubject {
  readonly authorId: string
  readonly postId: number
}

export interface ViewCounts {
  /** Times that somebody asked for it. */
  readonly views: number
  /** Times that it came along. */
  readonly impressions: number
  /** Of the views those that the public counter has: one for each owner of displays, artwork and day. */
  readonly publicViews: number
}

export interface ChannelCounts {
  readonly channel: PostChannel
  /** Whose artworks, or which hashtag; null: none was said, or there were too many to tell them apart. */
  readonly context: string | null
  readonly views: number
  readonly impressions: number
}

/** One day, in UTC. Nobody's name is in it, and no display's. */
export interface DailyFigures extends FigureSubject, ViewCounts {
  /** Since 1970. */
  readonly day: number
  readonly uniqueDisplays: number
  /** 24 of them. */
  readonly byHour: readonly ViewCounts[]
  readonly byChannel: readonly ChannelCounts[]
}

/** Since the beginning. */
export interface TotalFigures extends FigureSubject, ViewCounts {
  readonly displays: DisplaySketch
}

/** An accepted event that is not in the figures yet. */
export interface UncountedView extends FigureSubject {
  readonly playerKey: string
  readonly recordedAt: number
  readonly intent: ViewIntent
  readonly channel: PostChannel
  readonly context: string | null
  /** The public counter has it. */
  readonly isPublic: boolean
}

/** A display that has shown something of the subject on that day. */
export interface SeenDisplay extends FigureSubject {
  readonly day: number
  readonly playerKey: string
}

export interface Figures {
  readonly days: readonly DailyFigures[]
  readonly totals: readonly TotalFigures[]
}

/** What stands for a display in the figures of this subject. Of two subjects nobody can compare it. */
export type MarkDisplay = (subject: FigureSubject, playerKey: string) => DisplayMark

/** More contexts of a channel in one day are told together. */
const MAX_CHANNEL_ROWS = 100
const NO_COUNTS: ViewCounts = { views: 0, impressions: 0, publicViews: 0 }

/** An event belongs to its artwork and to all of its author. */
export function subjectsOf({ authorId, postId }: FigureSubject): readonly FigureSubject[] {
  return [
    { authorId, postId },
    { authorId, postId: ALL_OF_AUTHOR },
  ]
}

/** Which displays showed what on which day, each once. */
export function displaysIn(events: readonly UncountedView[]): readonly SeenDisplay[] {
  const seen = events.flatMap((event) =>
    subjectsOf(event).map((subject) => ({
      ...subject,
      day: dayOf(event.recordedAt),
      playerKey: event.playerKey,
    })),
  )
  return [...new Map(seen.map((one) => [`${keyOfDay(one)} ${one.playerKey}`, one])).values()]
}

/**
 * The figures with these events in them. `known`: the figures so far of their subjects and days, where there are any;
 * `newlySeen`: of `displaysIn(events)` those that the figures of the day do not have.
 */
export function countedUp(
  known: Figures,
  events: readonly UncountedView[],
  newlySeen: readonly SeenDisplay[],
  markDisplay: MarkDisplay,
): Figures {
  const days = new Map(known.days.map((day) => [keyOfDay(day), day]))
  const totals = new Map(known.totals.map((total) => [keyOf(total), total]))
  const shownBy = new Map<string, Set<string>>()
  for (const event of events) {
    for (const subject of subjectsOf(event)) {
      const day = { ...subject, day: dayOf(event.recordedAt) }
      const dayKey = keyOfDay(day)
      days.set(dayKey, withEvent(days.get(dayKey) ?? emptyDay(day), event))
      const key = keyOf(subject)
      const total = totals.get(key) ?? { ...subject, ...NO_COUNTS, displays: NO_DISPLAYS }
      totals.set(key, { ...total, ...plus(total, event) })
      shownBy.set(key, (shownBy.get(key) ?? new Set()).add(event.playerKey))
    }
  }
  for (const seen of newlySeen) {
    const day = days.get(keyOfDay(seen))
    if (day) days.set(keyOfDay(seen), { ...day, uniqueDisplays: day.uniqueDisplays + 1 })
  }
  for (const [key, playerKeys] of shownBy) {
    const total = totals.get(key)
    if (!total) continue
    const marks = Array.from(playerKeys, (playerKey) => markDisplay(total, playerKey))
    totals.set(key, { ...total, displays: withDisplays(total.displays, marks) })
  }
  return { days: [...days.values()], totals: [...totals.values()] }
}

export function keyOf({ authorId, postId }: FigureSubject): string {
  return `${authorId} ${postId}`
}

export function keyOfDay({ day, ...subject }: FigureSubject & { readonly day: number }): string {
  return `${keyOf(subject)} ${day}`
}

function emptyDay({ authorId, postId, day }: FigureSubject & { readonly day: number }): DailyFigures {
  const byHour = Array.from({ length: 24 }, () => NO_COUNTS)
  return { authorId, postId, day, ...NO_COUNTS, uniqueDisplays: 0, byHour, byChannel: [] }
}

function withEvent(day: DailyFigures, event: UncountedView): DailyFigures {
  const hour = hourOf(event.recordedAt)
  return {
    ...day,
    ...plus(day, event),
    byHour: day.byHour.map((counts, nth) => (nth === hour ? plus(counts, event) : counts)),
    byChannel: withChannel(day.byChannel, event),
  }
}

function withChannel(rows: readonly ChannelCounts[], event: UncountedView): readonly ChannelCounts[] {
  const { channel } = event
  const isKnown = (context: string | null) =>
    rows.some((row) => row.channel === channel && row.context === context)
  const context = isKnown(event.context) || rows.length < MAX_CHANNEL_ROWS ? event.context : null
  const { views, impressions } = plus(NO_COUNTS, event)
  if (!isKnown(context)) return [...rows, { channel, context, views, impressions }]
  return rows.map((row) =>
    row.channel === channel && row.context === context
      ? { ...row, views: row.views + views, impressions: row.impressions + impressions }
      : row,
  )
}

function plus(
  { views, impressions, publicViews }: ViewCounts,
  { intent, isPublic }: UncountedView,
): ViewCounts {
  return intent === 'artwork'
    ? { views: views + 1, impressions, publicViews: publicViews + (isPublic ? 1 : 0) }
    : { views, impressions: impressions + 1, publicViews }
}
