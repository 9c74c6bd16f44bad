import { sessionRoom } from '@baton/protocol'
import { asksAsSpeaker, DEVICES, type Subject, stateOf, want } from '#domain'
import type { Principal } from '../api/principal.ts'
import type { Store } from '../ports/store.ts'
import type { FollowedLog } from './one-log.ts'

/**
 * Whose session the device of this principal follows, where that is not its owner's: SD10. What stands in `lentTo` of a
 * principal was read from the store, and never comes from a door.
 */
export async function lentTo(
  store: Pick<Store, 'read'>,
  principal: Pick<Principal, 'householdId' | 'userId' | 'deviceId' | 'asSpeaker'>,
): Promise<{ readonly to: Subject | null; readonly wasLent: boolean }> {
  const { householdId, userId, deviceId } = principal
  if (deviceId === null) return { to: null, wasLent: false }
  const { held } = await store.read(householdId, [want(DEVICES, userId)])
  const device = stateOf(held, [], DEVICES, userId)?.find(({ view }) => view.deviceId === deviceId)
  // The window of a browser shows its person's session, whoever hears music there.
  if (!device || !asksAsSpeaker(device, principal)) return { to: null, wasLent: false }
  return { to: device.lending?.to ?? null, wasLent: device.view.players != null || device.lending != null }
}

/** Keeps a follower that is a device at the session that it is to follow. */
export interface LentFollower {
  /** What it was told before may be of another session. */
  readonly wasLent: boolean
  /** The device may follow another session than it is shown: it is looked at before the next frame. */
  readonly isStale: boolean
  /** Follows what it is to follow now. True: that is another session than before. */
  look(): Promise<boolean>
  stop(): void
}

export function followLent(store: Pick<Store, 'read'>, log: FollowedLog, principal: Principal): LentFollower {
  const { deviceId, sessionId: own } = principal
  const { feed, follower } = log
  const { reader } = follower
  let isStale = deviceId !== null
  let wasLent = false
  const unwatch =
    deviceId === null
      ? () => {}
      : feed.watch('devices', (seen) => {
          if (seen !== 'hole' && !('device' in seen.event && seen.event.device.deviceId === deviceId)) return
          isStale = true
          reader.wake()
        })

  const look = async () => {
    isStale = false
    const before = follower.principal.lentTo?.sessionId ?? own
    const found = await lentTo(store, principal)
    wasLent ||= found.wasLent
    const room = sessionRoom(found.to?.sessionId ?? own)
    const former = sessionRoom(before)
    follower.principal = found.to ? { ...principal, lentTo: found.to } : principal
    if (room === former || !follower.follows(former)) return false
    feed.exit(follower, former)
    feed.enter(follower, room)
    return true
  }
  return {
    get wasLent() {
      return wasLent
    },
    get isStale() {
      return isStale
    },
    look,
    stop: unwatch,
  }
}
