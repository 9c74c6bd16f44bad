import { z } from 'zod'
import { MAX_QUEUE_PAGE, QUEUE_WINDOW } from '../../session/known-queue.ts'
import { MAX_QUEUE_LENGTH } from '../../session/session.ts'
import { EntryId, NameInPath } from '../../values/ids.ts'
import { queryNumber } from '../../values/query-number.ts'
import { MAX_ENQUEUE } from '../../values/track-source.ts'
import { event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { namesOneSource, ONE_SOURCE, source } from '../source-fields.ts'
import { CommandAnswer, QueueDocument, QueuePageDocument } from './documents.ts'
import { queueEndpoints } from './endpoints.ts'
import { InSession, inSession } from './in-session.ts'

const params = z.object({ entry_id: EntryId })
const PageQuery = z.strictObject({
  from: queryNumber(z.int().min(0).max(MAX_QUEUE_LENGTH).default(0)),
  limit: queryNumber(z.int().min(1).max(MAX_QUEUE_PAGE).default(QUEUE_WINDOW.size)),
})
const change = { answer: CommandAnswer } as const

export const queueContract = contract('queue', queueEndpoints, {
  read: { summary: 'The queue', scope: 'read', rate: 'read', answer: QueueDocument },
  page: {
    summary: 'Part of the queue, in the order that plays',
    scope: 'read',
    rate: 'read',
    params: z.object({ id: NameInPath.describe('The session’s id, or its user’s.') }),
    query: PageQuery,
    answer: QueuePageDocument,
  },
  enqueue: {
    summary: 'Add tracks, an album, an artist or a playlist',
    command: 'queue.enqueue',
    ...change,
    body: z
      .strictObject({
        ...source,
        at: z
          .union([z.enum(['end', 'next', 'now']), z.strictObject({ after: EntryId.nullable() })])
          .default('end')
          .describe('Behind a named entry: `{"after": entry_id}`; in front of all: `{"after": null}`.'),
        ...inSession,
        ...event,
      })
      .refine(namesOneSource, ONE_SOURCE),
  },
  move: {
    summary: 'Move an entry behind another',
    command: 'queue.move',
    ...change,
    params,
    body: z.strictObject({ after: EntryId.nullable(), ...inSession, ...event }),
  },
  removeOne: {
    summary: 'Remove an entry',
    command: 'queue.remove',
    ...change,
    params,
    body: InSession.optional(),
  },
  remove: {
    summary: 'Remove several entries',
    command: 'queue.remove',
    ...change,
    body: z.strictObject({ entry_ids: z.array(EntryId).min(1).max(MAX_ENQUEUE), ...inSession, ...event }),
  },
  clear: { summary: 'Remove everything', command: 'queue.clear', ...change, body: InSession.optional() },
})
