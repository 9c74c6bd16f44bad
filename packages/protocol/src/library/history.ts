// What somebody has listened to: plays are counted by the session, and read here.
import { z } from 'zod'
import { DeviceId } from '../values/ids.ts'
import { queryNumber } from '../values/query-number.ts'
import { TimeZone } from '../values/time-zone.ts'
import { Instant } from '../values/timeline.ts'
import { Album, Artist, Track } from './library.ts'
import { MAX_LIBRARY_PAGE } from './queries.ts'

const MAX_DAYS = 366

export const HistoryQuery = z.strictObject({
  limit: queryNumber(z.int().min(1).max(MAX_LIBRARY_PAGE).default(50)),
  /** The `nextCursor` of the page before. Opaque. */
  cursor: z.string().min(1).max(2_000).optional(),
})
export type HistoryQuery = Readonly<z.infer<typeof HistoryQuery>>

/** One play. The device's name is null where the device was removed, or none was known. */
export const HistoryItem = z.object({
  at: Instant,
  track: Track,
  deviceId: DeviceId.nullable(),
  deviceName: z.string().nullable(),
})
export type HistoryItem = Readonly<z.infer<typeof HistoryItem>>

export const HistorySummaryQuery = z.strictObject({
  /** Today and so many days before it. */
  days: queryNumber(z.int().min(1).max(MAX_DAYS).default(30)),
  /** The caller's time zone by its name, such as `Europe/Berlin`: its days are counted. */
  zone: TimeZone.optional(),
  /** Without a zone: how far the caller's clock is ahead of UTC: its days are counted. */
  offset_minutes: queryNumber(z.int().min(-840).max(840).default(0)),
})
export type HistorySummaryQuery = Readonly<z.infer<typeof HistorySummaryQuery>>

const plays = z.int().min(1)

export const HistorySummary = z.object({
  plays: z.int().min(0),
  /** Each of the days, oldest first, also those without a play. */
  days: z.array(z.object({ date: z.string().describe('YYYY-MM-DD'), plays: z.int().min(0) })).readonly(),
  /** The most played first, each list short. */
  tracks: z.array(z.object({ track: Track, plays })).readonly(),
  albums: z.array(z.object({ album: Album, plays })).readonly(),
  artists: z.array(z.object({ artist: Artist, plays })).readonly(),
})
export type HistorySummary = Readonly<z.infer<typeof HistorySummary>>
