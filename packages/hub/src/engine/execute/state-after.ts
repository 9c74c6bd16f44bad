import { byName, type Command, type DeviceView, type LogEpoch, type Receipt } from '@baton/protocol'
import {
  type Change,
  DEVICES,
  type Device,
  type Held,
  PLAYLISTS,
  SESSIONS,
  SHARED_DEVICES,
  seenDevices,
  stateOf,
} from '#domain'
import type { StateAfter } from '../api/executed.ts'
import type { Principal } from '../api/principal.ts'
import type { SessionReading } from '../api/readings.ts'
import type { Presence } from '../presence/presence.ts'

/** What a command was decided on, and what it changed of that. */
export interface Decided {
  readonly held: readonly Held[]
  readonly changes: readonly Change[]
  readonly epoch: LogEpoch
  readonly seq: number
}

/** What of it this principal asked about, in the words in which it is shown. */
export function stateAfter(
  { held, changes, epoch, seq }: Decided,
  { userId, sessionId }: Pick<Principal, 'userId' | 'sessionId'>,
  command: Command,
  receipt: Receipt,
  { now, lastHeard }: { readonly now: number; readonly lastHeard: Presence['lastHeard'] },
): StateAfter {
  const own = stateOf(held, changes, DEVICES, userId)
  const devices = own && seenDevices(own, stateOf(held, changes, SHARED_DEVICES, userId))
  const session = stateOf(held, changes, SESSIONS, followedBy(own, command) ?? sessionId)
  const made = receipt.outcome === 'accepted' ? receipt.result.playlistId : undefined
  const playlistId = made ?? ('playlistId' in command ? command.playlistId : null)
  const playlist = playlistId && stateOf(held, changes, PLAYLISTS, playlistId)
  const reading: SessionReading | null = session ? { session: session.view, epoch, seq, now } : null
  return {
    session: reading,
    // Only the answers about devices look at them.
    get devices() {
      return devices ? shownDevices(devices, lastHeard) : null
    },
    playlist: playlist ? playlist.view : null,
  }
}

/** A device that reports is told of the session whose speaker it is. */
function followedBy(devices: readonly Device[] | undefined, command: Command) {
  if (command.type !== 'device.report') return undefined
  return devices?.find(({ view }) => view.deviceId === command.deviceId)?.lending?.to?.sessionId
}

/** Contacts make no event: who asks is told the last one. */
function shownDevices(devices: readonly Device[], lastHeard: Presence['lastHeard']): readonly DeviceView[] {
  return devices
    .map(({ view }) => ({ ...view, lastSeen: lastHeard(view.deviceId, view.lastSeen) }))
    .toSorted(byName)
}
