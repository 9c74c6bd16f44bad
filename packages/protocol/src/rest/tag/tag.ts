import { z } from 'zod'
import { LinkingMs } from '../../tag/commands.ts'
import { LINKING_LASTS_MS } from '../../tag/linking-times.ts'
import { TagLabel, TagLinking, TagPolicy, TagScanned, TagView, UnknownTag } from '../../tag/tag.ts'
import { AlbumId, LinkingId, PlaylistId, TagId, TrackId } from '../../values/ids.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { AcceptedReceipt } from '../session/documents.ts'
import { tagEndpoints } from './endpoints.ts'

/** The fields of a body that name what a tag plays. */
const target = {
  playlist_id: PlaylistId.optional(),
  album_id: AlbumId.optional(),
  track_id: TrackId.optional(),
}
type Target = { readonly [Name in keyof typeof target]?: unknown }

function targetsIn({ playlist_id, album_id, track_id }: Target): number {
  return [playlist_id, album_id, track_id].filter((one) => one !== undefined).length
}
const namesOne = (body: Target) => targetsIn(body) === 1
const namesOneAtMost = (body: Target) => targetsIn(body) <= 1
const ONE_TARGET = { message: 'exactly one of playlist_id, album_id and track_id is needed' }
const ONE_TARGET_AT_MOST = { message: 'names more than one of playlist_id, album_id and track_id' }

const params = z.object({ id: TagId })
const tag = TagId.describe('Its number in hex, as readers tell it; separators and capitals do not matter.')
const policy = TagPolicy.optional().describe('What happens when it is seen; `play` where nothing is said.')
const done = { answer: z.object({ receipt: AcceptedReceipt }) } as const

export const tagContract = contract('tags', tagEndpoints, {
  list: {
    summary: 'Tags of the household, and what is being done with them',
    scope: 'read',
    rate: 'read',
    answer: z.object({
      tags: z.array(TagView),
      linkings: z.array(TagLinking),
      unknownTag: UnknownTag.nullable(),
    }),
  },
  bind: {
    summary: 'Have a tag play something',
    command: 'tag.bind',
    body: z
      .strictObject({
        tag_id: tag,
        ...target,
        policy,
        label: TagLabel.optional(),
        override: z.boolean().optional().describe('Also where it plays something else already.'),
        ...event,
      })
      .refine(namesOne, ONE_TARGET),
    ...done,
    status: 201,
  },
  scan: {
    summary: 'A reader has seen a tag',
    command: 'tag.scan',
    body: z.strictObject({ tag_id: tag, ...event }),
    answer: z.object({ scanned: TagScanned, receipt: AcceptedReceipt }),
  },
  startLinking: {
    summary: 'Wait for a tag that is to play something',
    command: 'tag.start-linking',
    body: z
      .strictObject({
        ...target,
        policy,
        lasts_ms: LinkingMs.default(LINKING_LASTS_MS),
        overrides: z.boolean().optional().describe('A tag that plays something else already is taken, too.'),
        ...event,
      })
      .refine(namesOne, ONE_TARGET),
    ...done,
    status: 201,
  },
  stopLinking: {
    summary: 'Wait no longer',
    command: 'tag.stop-linking',
    body: z
      .strictObject({ linking_id: LinkingId.optional(), ...target, ...event })
      .refine(namesOneAtMost, ONE_TARGET_AT_MOST)
      .default({}),
    ...done,
  },
  dismiss: {
    summary: 'Show an unknown tag no longer',
    command: 'tag.dismiss',
    body: z.strictObject({ tag_id: tag, ...event }),
    ...done,
  },
  change: {
    summary: 'Give a tag another name, policy or music',
    command: 'tag.change',
    params,
    body: z
      .strictObject({
        label: TagLabel.nullable().optional().describe('Null takes it away.'),
        policy: TagPolicy.optional(),
        ...target,
        ...event,
      })
      .refine(namesOneAtMost, ONE_TARGET_AT_MOST),
    ...done,
  },
  remove: {
    summary: 'Have a tag play nothing any more',
    command: 'tag.remove',
    params,
    body: CommandBody.optional(),
    ...done,
  },
})
