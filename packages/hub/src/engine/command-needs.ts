import type { SessionId, UserId } from '@baton/protocol'
import { type AnyCommand, needsQueue } from '#domain'
import type { Needs } from './ports/store.ts'

/** What has to be loaded to decide a command for this user. */
export function needsOf(command: AnyCommand, userId: UserId, sessionId: SessionId): Needs {
  const needs: Needs = {
    sessionId,
    queue: isAboutQueue(command) ? 'all' : 'none',
    devicesOf: userId,
  }
  if (command.type === 'queue.enqueue') return { ...needs, tracks: command.source }
  if (command.type === 'session.like') {
    const { trackId } = command
    return { ...needs, tracks: { trackIds: [trackId] }, liked: { userId, trackId } }
  }
  return needs
}

function isAboutQueue(command: AnyCommand): boolean {
  switch (command.type) {
    case 'device.register':
    case 'device.update':
    case 'device.remove':
    case 'device.appear':
    case 'device.check-presence':
      return false
    default:
      return needsQueue(command)
  }
}
