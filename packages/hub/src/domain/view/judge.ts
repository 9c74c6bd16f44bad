// Whether an event that a display sent counts, and as what: the checks in their order. Rules VW2 to VW10 in
// docs/protocol/views.md. Nothing is known here but what is handed in, so a judgement can be made again.
import { Hashtag, type ViewErrorCode, type ViewIntent, type ViewPayload } from '@baton/protocol'
import { type PostFacts, visibleTo } from '../artwork/visibility.ts'
import {
  OLDEST_BACKLOG_MS,
  UNSYNCED_INSTANT,
  UNSYNCED_REPEAT_MS,
  VIEWS_APART_MS,
  YOUNGEST_BACKLOG_MS,
} from './view-times.ts'

/** What the hub knows of a display that speaks. */
export interface ViewingDisplay {
  readonly playerKey: string
  /** The user whose display it is; null: nobody's. */
  readonly ownerId: string | null
  /** The owner's. */
  readonly householdId: string | null
  /** False: the owner may not take part, because an operator said so. */
  readonly isOwnerPermitted: boolean
}

/** What the hub knows of an artwork that was shown. */
export interface ViewedPost extends PostFacts {
  readonly postId: number
}

/** An event as it came in. */
export interface ArrivedView {
  /** The display that has authenticated itself: what the payload says of it is only compared. */
  readonly playerKey: string
  readonly payload: ViewPayload
  /** On the hub's clock. */
  readonly receivedAt: number
  /** Null: there is no such display. */
  readonly display: ViewingDisplay | null
  /** Null: there is no such artwork. */
  readonly post: ViewedPost | null
}

/** What stays of an accepted event for as long as it may be sent again. */
export interface ViewMark {
  readonly playerKey: string
  readonly postId: number
  /** The instant that the display said; null: it had no clock. */
  readonly stamp: number | null
  readonly recordedAt: number
}

/** The last accepted event without a clock of a display. */
export interface UnsyncedView {
  readonly postId: number
  readonly at: number
}

/** What was accepted of one display before, as far as it can matter: marks of the same artworks and those around. */
export interface AcceptedViews {
  readonly marks: readonly ViewMark[]
  readonly lastUnsynced: UnsyncedView | null
}

/** An accepted event, as it is kept. */
export interface RecordedView extends ViewMark {
  readonly ownerId: string
  readonly authorId: string
  readonly intent: ViewIntent
  readonly channel: ViewPayload['channel']
  /** Whose artworks, or which hashtag; null: the channel has none, or none was said that could be one. */
  readonly context: string | null
}

export type ViewVerdict =
  | { readonly outcome: 'recorded'; readonly view: RecordedView }
  /** Taken, and nothing is kept of it. */
  | { readonly outcome: 'self-view' }
  | { readonly outcome: 'refused'; readonly code: RefusedCode; readonly retryAfterMs?: number }
export type RefusedCode = Exclude<ViewErrorCode, 'processing_error'>

/** What is kept if the event is accepted: the display's own instant and the one under which it is recorded. */
export function markOf({ playerKey, payload, receivedAt }: ArrivedView): ViewMark {
  const said = Date.parse(payload.timestamp)
  const age = receivedAt - said
  const isBacklog = age >= YOUNGEST_BACKLOG_MS && age <= OLDEST_BACKLOG_MS
  return {
    playerKey,
    postId: payload.post_id,
    stamp: said === UNSYNCED_INSTANT ? null : said,
    recordedAt: isBacklog && said !== UNSYNCED_INSTANT ? said : receivedAt,
  }
}

/** The checks for which nothing that was accepted before has to be known; null: it passes them. */
export function refusedBefore({ playerKey, payload, display }: ArrivedView): RefusedCode | null {
  if (payload.player_key.toLowerCase() !== playerKey.toLowerCase()) return 'player_key_mismatch'
  if (!display) return 'player_not_registered'
  if (display.ownerId === null) return 'player_no_owner'
  return display.isOwnerPermitted ? null : 'owner_not_permitted'
}

export function judgeView(arrived: ArrivedView, accepted: AcceptedViews): ViewVerdict {
  const { payload, receivedAt, display, post } = arrived
  const refused = refusedBefore(arrived)
  if (refused !== null) return { outcome: 'refused', code: refused }
  const mark = markOf(arrived)
  if (isKnown(mark, accepted)) return { outcome: 'refused', code: 'duplicate' }
  const near = accepted.marks.filter(
    ({ recordedAt }) => Math.abs(recordedAt - mark.recordedAt) < VIEWS_APART_MS,
  )
  if (near.length > 0) {
    const free = Math.max(...near.map(({ recordedAt }) => recordedAt)) + VIEWS_APART_MS
    return { outcome: 'refused', code: 'rate_limited', retryAfterMs: Math.max(0, free - receivedAt) }
  }
  // It has passed the first checks, so it is somebody's.
  const ownerId = display?.ownerId ?? ''
  if (post?.authorId === ownerId) return { outcome: 'self-view' }
  if (!post || !visibleTo(ownerId, display?.householdId ?? null, post))
    return { outcome: 'refused', code: 'post_not_found' }
  const { intent, channel } = payload
  const context = contextOf(payload)
  return {
    outcome: 'recorded',
    view: { ...mark, ownerId, authorId: post.authorId, intent, channel, context },
  }
}

/** Several in the order in which they came, each with what was accepted before it: of a display, by its key. */
export function judgeViews(
  arrived: readonly ArrivedView[],
  acceptedOf: ReadonlyMap<string, AcceptedViews>,
): readonly ViewVerdict[] {
  const accepted = new Map(acceptedOf)
  return arrived.map((event) => {
    const before = accepted.get(event.playerKey) ?? NOTHING_ACCEPTED
    const verdict = judgeView(event, before)
    if (verdict.outcome === 'recorded') accepted.set(event.playerKey, withAccepted(before, verdict.view))
    return verdict
  })
}

export const NOTHING_ACCEPTED: AcceptedViews = { marks: [], lastUnsynced: null }

export function withAccepted({ marks, lastUnsynced }: AcceptedViews, view: RecordedView): AcceptedViews {
  const { playerKey, postId, stamp, recordedAt } = view
  return {
    marks: [...marks, { playerKey, postId, stamp, recordedAt }],
    lastUnsynced: stamp === null ? { postId, at: recordedAt } : lastUnsynced,
  }
}

function isKnown({ postId, stamp, recordedAt }: ViewMark, { marks, lastUnsynced }: AcceptedViews): boolean {
  if (stamp !== null) return marks.some((mark) => mark.postId === postId && mark.stamp === stamp)
  return (
    lastUnsynced !== null &&
    lastUnsynced.postId === postId &&
    Math.abs(recordedAt - lastUnsynced.at) < UNSYNCED_REPEAT_MS
  )
}

function contextOf({ channel, channel_user_sqid, channel_hashtag }: ViewPayload): string | null {
  if (channel === 'by_user') return channel_user_sqid || null
  if (channel === 'hashtag') return Hashtag.safeParse(channel_hashtag).data ?? null
  return null
}
