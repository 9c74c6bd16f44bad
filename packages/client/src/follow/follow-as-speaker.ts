import { type DeviceId, isShared } from '@baton/protocol'
import type { Hub } from '../hub/hub.ts'
import { listeners, store } from '../runtime/store.ts'
import { follow } from './follow.ts'
import { type FollowedChange, type FollowedState, type Following, positionNow } from './following.ts'

export interface FollowAsSpeakerOptions {
  /** Asked as the loudspeaker: `hub.asSpeaker()`. */
  readonly hub: Hub
  /** What the person at this browser follows; it goes on when this ends. */
  readonly own: Following
  readonly deviceId: DeviceId
}

interface Lent {
  readonly following: Following
  readonly stop: () => void
  /** It has come to where its person's is. */
  isUsed: boolean
}

/**
 * What the sound of a browser follows: the same as its person, and, while others may play there, the session whose speaker
 * it is, by a stream of its own. What changes over is never behind what was followed before, so that music which sounds
 * for its person goes on.
 */
export function followAsSpeaker({ hub, own, deviceId }: FollowAsSpeakerOptions): Following {
  const state = store(own.state.get())
  const heard = listeners<FollowedChange>()
  let lent: Lent | null = null
  let ending: Promise<unknown> = Promise.resolve()

  const source = () => (lent?.isUsed ? lent.following : own)
  const changedOver = () => {
    state.set(source().state.get())
    heard.tell({ cause: 'snapshot', state: state.get() })
  }

  function lend(): Lent {
    const following = follow({ hub, rooms: ['session', 'devices'] })
    const stops = [
      following.state.subscribe((next) => {
        if (source() === following) state.set(next)
      }),
      following.listen((change) => {
        if (source() === following) heard.tell(change)
        else settle()
      }),
    ]
    return { following, stop: () => stops.forEach((stop) => void stop()), isUsed: false }
  }

  function takeBack(former: Lent): void {
    const wasUsed = former.isUsed
    lent = null
    former.stop()
    ending = ending.then(() => former.following[Symbol.asyncDispose]())
    if (wasUsed) changedOver()
  }

  function settle(): void {
    const mine = own.state.get()
    const device = mine.devices?.find((one) => one.deviceId === deviceId)
    // Where nothing is known of it, as while its sign-in is renewed, it stays as it is.
    if (device && isShared(device)) lent ??= lend()
    else if (device && lent && !isBehind(mine, lent.following.state.get())) takeBack(lent)
    if (!lent || lent.isUsed || isBehind(lent.following.state.get(), mine)) return
    lent.isUsed = true
    changedOver()
  }

  const stops = [
    own.state.subscribe((next) => {
      if (source() === own) state.set(next)
    }),
    own.listen((change) => {
      if (source() === own) heard.tell(change)
      settle()
    }),
  ]
  settle()

  return {
    state,
    listen: heard.add,
    serverNow: own.serverNow,
    positionNow: () => positionNow(state.get().session, own.serverNow()),
    knowQueue: (from, to) => source().knowQueue(from, to),
    wake: () => {
      own.wake()
      lent?.following.wake()
    },
    [Symbol.asyncDispose]: async () => {
      for (const stop of stops) stop()
      lent?.stop()
      await lent?.following[Symbol.asyncDispose]()
      await ending
    },
  }
}

/** Not up to date, or it knows less of the session that the other one shows. */
function isBehind({ session, connection, catchingUp }: FollowedState, other: FollowedState): boolean {
  if (!session || connection !== 'live' || catchingUp) return true
  return session.sessionId === other.session?.sessionId && session.revision < other.session.revision
}
