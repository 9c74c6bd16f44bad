import { z } from 'zod'
import { ErrorCode } from '../errors.ts'
import { AlbumId, LinkingId, PlaylistId, TagId, TrackId, UserId } from '../values/ids.ts'
import { DisplayName } from '../values/text.ts'
import { Instant } from '../values/timeline.ts'

/** Of one household. */
export const MAX_TAGS = 1_000
/** A tag that nobody knows is shown on every screen for this long. */
export const UNKNOWN_TAG_SHOWN_MS = 300_000
/** So many linkings are shown, the running one among them. */
export const LINKINGS_SHOWN = 5

/** What a tag plays. */
export const TagTarget = z.union([
  z.strictObject({ playlistId: PlaylistId }),
  z.strictObject({ albumId: AlbumId }),
  z.strictObject({ trackId: TrackId }),
])
export type TagTarget = Readonly<z.infer<typeof TagTarget>>

/**
 * What happens when the tag is seen. `play`: it plays, and goes on where it plays already. `toggle`: it plays, and pauses
 * and goes on by turns. `restart`: it plays from its beginning. `next`: it plays, and moves on by one each time.
 * `move-here`: what plays anywhere moves to the reader's device.
 */
export const TagPolicy = z.enum(['play', 'toggle', 'restart', 'next', 'move-here'])
export type TagPolicy = z.infer<typeof TagPolicy>

export const TagLabel = DisplayName

export const TagView = z.object({
  tagId: TagId,
  /** Null: nobody gave it a name. */
  label: z.string().nullable(),
  target: TagTarget,
  /** Of its album or track, as it was when the tag was linked. A playlist says its title itself, to whoever may see it. */
  title: z.string().nullable(),
  policy: TagPolicy,
  /** The tag plays what this user may see. */
  linkedBy: UserId,
  linkedAt: Instant,
  /** When it last made something play. */
  lastSeenAt: Instant.nullable(),
  revision: z.int().min(1),
})
export type TagView = Readonly<z.infer<typeof TagView>>

/**
 * `listening`: it waits for a tag. `duplicate`: the tag that came plays something already; it is linked anew if somebody
 * says so, and another tag may come. The others are ends.
 */
export const LinkingPhase = z.enum(['listening', 'duplicate', 'success', 'stopped', 'timeout', 'error'])
export type LinkingPhase = z.infer<typeof LinkingPhase>

/** The wait for a tag that is to play something. */
export const TagLinking = z.object({
  linkingId: LinkingId,
  target: TagTarget,
  policy: TagPolicy,
  startedBy: UserId,
  phase: LinkingPhase,
  /** The tag that came last. */
  tagId: TagId.nullable(),
  /** What that tag plays already, where it is a duplicate. */
  conflict: TagTarget.nullable(),
  /** A tag that plays something else already is taken all the same. */
  overrides: z.boolean(),
  /** Why it ended in an error. */
  failure: ErrorCode.nullable(),
  startedAt: Instant,
  timeoutAt: Instant,
  endedAt: Instant.nullable(),
})
export type TagLinking = Readonly<z.infer<typeof TagLinking>>

/** A tag that was seen and plays nothing. */
export const UnknownTag = z.object({ tagId: TagId, seenAt: Instant })
export type UnknownTag = Readonly<z.infer<typeof UnknownTag>>

/** What became of a tag that was seen. */
export const TagScanned = z.enum(['played', 'linked', 'duplicate', 'not-linked', 'unknown'])
export type TagScanned = z.infer<typeof TagScanned>

export function isOpenLinking({ phase }: TagLinking): boolean {
  return phase === 'listening' || phase === 'duplicate'
}

export function isSameTarget(a: TagTarget, b: TagTarget): boolean {
  return targetKey(a) === targetKey(b)
}

function targetKey(target: TagTarget): string {
  if ('playlistId' in target) return `playlist ${target.playlistId}`
  return 'albumId' in target ? `album ${target.albumId}` : `track ${target.trackId}`
}
