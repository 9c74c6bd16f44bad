// What a change of an account means for the session and the devices. It is due work that is written by the account's own
// transaction: whoever made the change carries it out at once, and after a crash in between any worker does.
import type { DeviceId, PlaylistId } from '@baton/protocol'
import type { AnyCommand, Subject } from '#domain'
import type { DueChange } from '../ports/store.ts'

export interface FollowUp {
  readonly key: string
  readonly command: FollowUpCommand
}

export type FollowUpCommand = Extract<
  AnyCommand,
  {
    type:
      | 'session.limit-volume'
      | 'session.tell-name'
      | 'session.retire'
      | 'device.leave'
      | 'device.remove'
      | 'playlist.delete'
  }
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

/** The name is read when the time has come, so that no earlier one is told behind a later one. */
export function namingFollowUp({ sessionId }: Pick<Subject, 'sessionId'>): FollowUp {
  return { key: `${sessionId}/tell-name`, command: { type: 'session.tell-name', sessionId } }
}

/** Of a sign-in that is over: what spoke for this device is silent from now on, whosever music it played. */
export function leavingFollowUp(deviceId: DeviceId): FollowUp {
  return { key: `${deviceId}/leave`, command: { type: 'device.leave', deviceId } }
}

/** What somebody who is removed leaves behind. */
export interface Left {
  readonly deviceIds: readonly DeviceId[]
  /** Those that nobody else sees. */
  readonly playlistIds: readonly PlaylistId[]
}

/** What was borrowed is let go first, by whose session it is: which device that is, is judged when the time has come. */
export function removalFollowUps(
  { sessionId }: Pick<Subject, 'sessionId'>,
  { deviceIds, playlistIds }: Left,
): readonly FollowUp[] {
  const retired: FollowUp = {
    key: `${sessionId}/retire`,
    command: { type: 'session.retire', sessionId },
  }
  const removed = deviceIds.map((deviceId): FollowUp => {
    return { key: `${deviceId}/remove`, command: { type: 'device.remove', deviceId } }
  })
  const deleted = playlistIds.map((playlistId): FollowUp => {
    return { key: `${playlistId}/delete`, command: { type: 'playlist.delete', playlistId } }
  })
  return [retired, ...removed, ...deleted]
}

export function dueFor({ userId, sessionId }: Subject, { key, command }: FollowUp, at: number): DueChange {
  return { key, due: { at, command: { userId, sessionId, command } } }
}
