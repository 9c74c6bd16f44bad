// What a change of an account means for the session and the devices. It is due work that is written by the account's own
// transaction: whoever made the change carries it out at once, and after a crash in between any worker does.
import type { DeviceId, PlaylistId } from '@baton/protocol'
import type { AnyCommand } from '#domain'
import type { DueChange, DueCommand } from '../ports/store.ts'
import type { Subject } from './outcome-writes.ts'

export interface FollowUp {
  readonly key: string
  readonly command: FollowUpCommand
}

export type FollowUpCommand = Extract<
  AnyCommand,
  { type: 'session.limit-volume' | 'device.remove' | 'playlist.delete' }
>

/** The loudest volume of a session is what the account said last: a later change takes the place of an earlier one. */
export function volumeFollowUp(
  { sessionId }: Pick<Subject, 'sessionId'>,
  maxVolume: number | null,
): FollowUp {
  return {
    key: `${sessionId}/limit-volume`,
    command: { type: 'session.limit-volume', sessionId, maxVolume },
  }
}

/** What somebody who is removed leaves behind. */
export interface Left {
  readonly deviceIds: readonly DeviceId[]
  /** Those that nobody else sees. */
  readonly playlistIds: readonly PlaylistId[]
}

export function removalFollowUps({ deviceIds, playlistIds }: Left): readonly FollowUp[] {
  const removed = deviceIds.map((deviceId): FollowUp => {
    return { key: `${deviceId}/remove`, command: { type: 'device.remove', deviceId } }
  })
  const deleted = playlistIds.map((playlistId): FollowUp => {
    return { key: `${playlistId}/delete`, command: { type: 'playlist.delete', playlistId } }
  })
  return [...removed, ...deleted]
}

/** Of two who changed the same, the later one's is due, and the earlier one's is not carried out behind it. */
export function isOvertaken(due: DueCommand | null, command: AnyCommand): boolean {
  if (command.type !== 'session.limit-volume') return false
  // Written by `dueFor`.
  const present = due?.command as AnyCommand | undefined
  return present?.type !== command.type || present.maxVolume !== command.maxVolume
}

export function dueFor({ userId, sessionId }: Subject, { key, command }: FollowUp, at: number): DueChange {
  return { key, due: { at, command: { userId, sessionId, command } } }
}
