import { type FollowedState, type Following, type Hub, NOTHING_KNOWN, store } from '@baton/client'
import type { ConnectedHub } from '../../hub/connected-hub.ts'
import type { LastKnown } from './last-known.ts'

/** The hub as it was last seen, while it is away: everything stands still, and `again` tries to get in. */
export function awayHub(hub: Hub, known: LastKnown, again: () => void): ConnectedHub {
  const { session } = known.state
  const state = store<FollowedState>({
    ...NOTHING_KNOWN,
    ...known.state,
    connection: 'away',
    me: known.me,
    session: session && {
      ...session,
      timeline: { positionMs: known.positionMs, at: Date.now(), rate: 0 },
      offer: null,
      handOver: null,
    },
  })
  const following: Following = {
    state,
    listen: () => () => {},
    positionNow: () => known.positionMs,
    serverNow: () => Date.now(),
    knowQueue: async () => false,
    wake: again,
    [Symbol.asyncDispose]: async () => {},
  }
  return {
    hub,
    following,
    deviceId: known.deviceId,
    sound: store('free'),
    speaking: store('idle'),
    unlock: () => {},
    settled: async () => {},
    rename: async () => {},
    signOut: () => hub.signOut(),
    close: async () => {},
  }
}
