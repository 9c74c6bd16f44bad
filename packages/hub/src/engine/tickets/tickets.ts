import { createHmac, timingSafeEqual } from 'node:crypto'
import {
  BatonError,
  type BatonEvent,
  BoundedMap,
  DeviceId,
  HouseholdId,
  type Rejection,
  rejection,
  SessionId,
  type SessionView,
  sessionRoom,
  TrackId,
  UserId,
} from '@baton/protocol'
import { z } from 'zod'
import type { Admission, Tickets } from '../api/engine.ts'
import type { Principal } from '../api/principal.ts'
import type { Feeds } from '../follow/feeds.ts'
import type { HubClock } from '../ports/clock.ts'
import type { Measures, TicketRefusal } from '../ports/measures.ts'
import type { Store } from '../ports/store.ts'

/** A ticket starts requests only while its device was heard of within this time. */
export const TICKET_WINDOW_MS = 120_000

/**
 * What a ticket stands on: the speaker epoch, or the offer through which the device comes (or came) to sound. A ticket
 * of an offer stays good when the offer is taken, so that the receiving device need not load anything twice.
 */
type Grant = `e${number}` | `o${string}`

const Fields = z.tuple([
  HouseholdId,
  UserId,
  SessionId,
  DeviceId,
  TrackId,
  z.string().regex(/^(e\d+|o[0-9a-f-]+)$/),
])

type Written = z.infer<typeof Fields>

/** Tickets that were read and found to be the hub's own. Whether one is good now is judged each time. */
const MAX_OPENED = 1_000

/** Of the seal: enough to tell tickets apart, too little to make one. */
const MARK_LENGTH = 16

export interface TicketParts {
  readonly store: Store
  readonly clock: HubClock
  readonly feeds: Feeds
  /** Keeps tickets from being made elsewhere; 32 bytes, the same on every worker, kept over restarts. */
  readonly key: Uint8Array
  /** When the device was last heard of, as this worker knows it, given the store's deadline. */
  readonly lastHeard: (deviceId: DeviceId, storedPresentUntil: number) => number
  readonly measures: Measures
  /** Missing: `TICKET_WINDOW_MS`. */
  readonly windowMs?: number
}

export function tickets(parts: TicketParts): Tickets {
  const { store, clock, feeds, key, windowMs = TICKET_WINDOW_MS } = parts
  const opened = new BoundedMap<string, Written>({ most: MAX_OPENED })

  /** What stands in a ticket never changes, and players show the same one with each part of a track. */
  function read(token: string): Written | null {
    const known = opened.get(token)
    if (known) return known
    const fields = open(key, token)
    if (fields === null) return null
    opened.set(token, fields)
    return fields
  }

  function refused(why: TicketRefusal): Rejection {
    parts.measures.ticketRefused(why)
    return rejection('media.ticket-refused')
  }

  /** For whoever's session it is: the device need not be that one's own. */
  function mint(
    { householdId }: Principal,
    { userId, sessionId }: SessionView,
    deviceId: DeviceId,
    trackId: TrackId,
    grant: Grant,
  ): string {
    const body = Buffer.from([householdId, userId, sessionId, deviceId, trackId, grant].join('.')).toString(
      'base64url',
    )
    return `${body}.${seal(key, body)}`
  }

  return {
    forFollower(principal, session) {
      const { deviceId } = principal
      const grant = deviceId ? grantOf(session, deviceId) : null
      if (deviceId === null || grant === null) return { current: null, next: null }
      return {
        current: session.current && mint(principal, session, deviceId, session.current.trackId, grant),
        next: session.next && mint(principal, session, deviceId, session.next.trackId, grant),
      }
    },

    holderOf(token) {
      const fields = read(token)
      if (fields === null) return null
      const [householdId, userId, , deviceId, trackId] = fields
      return { householdId, userId, deviceId, trackId, mark: token.slice(-MARK_LENGTH) }
    },

    async admit(token, trackId) {
      const fields = read(token)
      if (fields === null) return refused('unreadable')
      if (fields[4] !== trackId) return refused('other-track')
      const [householdId, userId, sessionId, deviceId, , grant] = fields
      // The feed is watched before the store is asked, so that no change of the right can fall in between.
      const feed = await feeds.open(householdId)
      const revoked = new AbortController()
      const unwatch = feed.watch(sessionRoom(sessionId), (seen) => {
        if (seen === 'hole' || endsGrant(seen.event, deviceId, grant))
          revoked.abort(new BatonError('media.ticket-refused'))
      })
      let released = false
      const release = () => {
        if (released) return
        released = true
        unwatch()
        feeds.close(feed)
      }
      const right = await store.right(householdId, sessionId, deviceId).catch((error: unknown) => {
        release()
        throw error
      })
      if (right === null || right.heardAt === null || !isGood(right.view, userId, deviceId, grant)) {
        release()
        return refused('moved')
      }
      const lapsed = clock.now() - parts.lastHeard(deviceId, right.heardAt) > windowMs
      if (lapsed || revoked.signal.aborted) {
        release()
        return refused(lapsed ? 'lapsed' : 'moved')
      }
      const admission: Admission = {
        trackId,
        sessionId,
        deviceId,
        householdId,
        formats: right.formats,
        revoked: revoked.signal,
        release,
      }
      return admission
    },
  }
}

function grantOf(session: SessionView, deviceId: DeviceId): Grant | null {
  if (session.offer?.toDeviceId === deviceId) return `o${session.offer.offerId}`
  if (session.activeDeviceId !== deviceId) return null
  return session.speakerOfferId ? `o${session.speakerOfferId}` : `e${session.speakerEpoch}`
}

function isGood(view: SessionView, userId: UserId, deviceId: DeviceId, grant: string): boolean {
  return view.userId === userId && grantOf(view, deviceId) === grant
}

/** Did the right that this grant stands on end with this event? */
function endsGrant(event: BatonEvent, deviceId: DeviceId, grant: string): boolean {
  if (event.type === 'session.handover-failed') return grant === `o${event.offerId}`
  if (!('change' in event) || event.change.speakerEpoch === undefined) return false
  const { activeDeviceId, speakerOfferId, speakerEpoch, offer } = event.change
  // Falling back to the former speaker leaves an offer to a third device as it is.
  if (offer && grant === `o${offer.offerId}`) return false
  return activeDeviceId !== deviceId || (grant !== `e${speakerEpoch}` && grant !== `o${speakerOfferId}`)
}

function seal(key: Uint8Array, body: string): string {
  return createHmac('sha256', key).update(body).digest('base64url')
}

function open(key: Uint8Array, token: string): Written | null {
  const [body, mac, ...rest] = token.split('.')
  if (body === undefined || mac === undefined || rest.length > 0 || token.length > 600) return null
  const expected = Buffer.from(seal(key, body))
  const given = Buffer.from(mac)
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return null
  const fields = Fields.safeParse(Buffer.from(body, 'base64url').toString().split('.'))
  return fields.success ? fields.data : null
}
