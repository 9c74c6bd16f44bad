import { z } from 'zod'
import { BoxView } from '../../box/box.ts'
import { TagPolicy, TagTarget } from '../../tag/tag.ts'
import { SessionId, TagId } from '../../values/ids.ts'
import { DisplayName } from '../../values/text.ts'
import { TrackSummary } from '../../values/track-summary.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { boxEndpoints } from './endpoints.ts'

const params = z.object({ id: SessionId.describe('The box’s session.') })

/** How many tracks of each tag a box can play by itself. */
export const SHELF_TRACKS = 50

/** What the tags of the household play, for a box that is cut off. */
export const Shelf = z.object({
  tags: z.array(
    z.object({
      tagId: TagId,
      target: TagTarget,
      policy: TagPolicy,
      tracks: z.array(TrackSummary).max(SHELF_TRACKS),
    }),
  ),
})
export type Shelf = Readonly<z.infer<typeof Shelf>>

/** Boxes of the household. What they play is changed as with one's own session: see docs/protocol/boxes.md. */
export const boxContract = contract('boxes', boxEndpoints, {
  list: { summary: 'The boxes of the household', scope: 'read', rate: 'read', answer: z.array(BoxView) },
  shelf: {
    summary: 'What the household’s tags play, for a box to keep',
    description: 'For boxes only. See docs/protocol/boxes.md.',
    scope: 'read',
    rate: 'read',
    answer: Shelf,
  },
  change: {
    summary: 'Rename a box, switch it on or off, limit its volume',
    description: 'Not for listeners. The loudest volume is the owner’s to say.',
    scope: 'control',
    rate: 'control',
    params,
    body: z.strictObject({
      device_name: DisplayName.optional(),
      enabled: z.boolean().optional(),
      max_volume: z.int().min(0).max(100).nullish().describe('Null: as loud as its device gets.'),
      ...event,
    }),
    answer: BoxView,
  },
  remove: {
    summary: 'Remove a box, with its session and everything that it is signed in with',
    description: 'Not for listeners.',
    scope: 'control',
    rate: 'control',
    params,
    body: CommandBody.optional(),
    answer: NOTHING,
    status: 204,
  },
})
