import { z } from 'zod'
import { CommandResult } from '../../receipts.ts'
import { QueuePage } from '../../session/known-queue.ts'
import { Entry, SessionView } from '../../session/session.ts'
import { CommandId, EntryId, TrackId } from '../../values/ids.ts'
import { Instant, Millis } from '../../values/timeline.ts'
import { TrackSummary } from '../../values/track-summary.ts'

/** What the hub wrote down for an accepted command. */
export const AcceptedReceipt = z.object({
  commandId: CommandId,
  seq: z.int(),
  revision: z.int(),
  changed: z.boolean().describe('False: everything was already as asked.'),
  result: CommandResult,
})
export type AcceptedReceipt = Readonly<z.infer<typeof AcceptedReceipt>>

/** A session as it is read at once: the view, and what it means at `serverTime`. */
export const SessionDocument = SessionView.extend({
  seq: z.int(),
  epoch: z.string(),
  trackId: TrackId.nullable(),
  track: TrackSummary.nullable(),
  entryId: EntryId.nullable(),
  positionMs: Millis.describe('Where the track is at server_time.'),
  volume: z.int().describe('Of the active device.'),
  muted: z.boolean(),
  serverTime: Instant,
  fileUrl: z.string().optional().describe('Only for the device that may fetch it.'),
  nextFileUrl: z.string().optional(),
})
export type SessionDocument = Readonly<z.infer<typeof SessionDocument>>

/** The answer of every route that changes the session: the session as it is now, and the receipt. */
export const CommandAnswer = SessionDocument.extend({ receipt: AcceptedReceipt })
export type CommandAnswer = Readonly<z.infer<typeof CommandAnswer>>

export const QueueDocument = z.object({
  entries: z.array(Entry.extend({ idx: z.int().describe('Its place in the user’s order.') })),
  order: z.array(EntryId).nullable().describe('The order that plays, while shuffled.'),
  revision: z.int(),
  epoch: z.string(),
  seq: z.int(),
})
export type QueueDocument = Readonly<z.infer<typeof QueueDocument>>

/** Entries as they stand in the order that plays. */
export const QueuePageDocument = QueuePage.extend({
  revision: z.int(),
  epoch: z.string(),
  seq: z.int(),
  unchangedSince: z
    .int()
    .describe(
      'Between this number and server_seq nothing happened in the session: the page is true at all of them.',
    ),
})
export type QueuePageDocument = Readonly<z.infer<typeof QueuePageDocument>>
