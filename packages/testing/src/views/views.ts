// Events of displays for tests, each as a display would send it.
import type { ArrivedView, ViewedPost, ViewingDisplay } from '@baton/hub/domain'
import type { ViewPayload } from '@baton/protocol'

/** Noon, UTC. */
export const NOON = Date.parse('2026-11-30T12:00:00Z')
export const UNSYNCED = '1970-01-01T00:00:00Z'

/** Each by its letter: `a` is Ada's display, `b` Ben's. */
export function playerKey(name: string): string {
  return `00000000-0000-4000-8000-${name.padStart(12, '0')}`
}

export function displayOf(name: string, parts: Partial<ViewingDisplay> = {}): ViewingDisplay {
  return {
    playerKey: playerKey(name),
    ownerId: `owner-${name}`,
    householdId: `household-${name}`,
    isOwnerPermitted: true,
    ...parts,
  }
}

export function postOf(postId: number, parts: Partial<ViewedPost> = {}): ViewedPost {
  return { postId, authorId: 'author', householdId: 'authors', visibility: 'public', ...parts }
}

export function iso(instant: number): string {
  return new Date(instant).toISOString()
}

/** As sent: by default an impression of artwork 1 in the channel `all`. */
export function payloadOf(
  name: string,
  shownAt: number | string,
  parts: Partial<ViewPayload> = {},
): ViewPayload {
  return {
    post_id: 1,
    timestamp: typeof shownAt === 'string' ? shownAt : iso(shownAt),
    timezone: '',
    intent: 'channel',
    play_order: 0,
    channel: 'all',
    player_key: playerKey(name),
    ...parts,
  }
}

/** An event of this display that came in at that instant. */
export function arrived(
  name: string,
  receivedAt: number,
  { shownAt = receivedAt, ...parts }: Partial<ViewPayload> & { readonly shownAt?: number | string } = {},
): ArrivedView {
  const payload = payloadOf(name, shownAt, parts)
  return {
    playerKey: playerKey(name),
    payload,
    receivedAt,
    display: displayOf(name),
    post: postOf(payload.post_id),
  }
}
