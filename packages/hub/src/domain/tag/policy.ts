import {
  type DeviceId,
  type Rejection,
  rejection,
  type SessionView,
  type TagTarget,
  type TrackSource,
} from '@baton/protocol'
import type { DecidedCommand } from '../session/decide.ts'
import type { Tag } from './tag.ts'

type Asked = Extract<
  DecidedCommand,
  { type: `session.${'play' | 'toggle' | 'next' | 'go-on'}` | 'queue.start-source' }
>

/** What a tag that was seen asks of the session of whoever showed it; null: it is so already. */
export function askedOf(
  { target, policy, linkedBy }: Tag,
  session: SessionView,
  readerId: DeviceId | null,
): Asked | Rejection | null {
  const { sessionId, playState } = session
  const source = sourceOf(target)
  const start = { type: 'queue.start-source', sessionId, source, inNameOf: linkedBy } as const
  const isIdle = session.current === null || playState === 'stopped'
  if (policy === 'move-here') {
    if (readerId === null) return rejection('device.not-found')
    return isIdle
      ? { ...start, on: readerId }
      : { type: 'session.go-on', sessionId, step: { deviceId: readerId } }
  }
  if (policy === 'restart' || isIdle || !plays(session, target)) return start
  const isPlaying = playState === 'playing'
  switch (policy) {
    case 'play':
      return isPlaying ? null : { type: 'session.play', sessionId }
    case 'toggle':
      return { type: 'session.toggle', sessionId }
    case 'next':
      return isPlaying
        ? { type: 'session.next', sessionId }
        : { type: 'session.go-on', sessionId, step: 'next' }
  }
}

export function sourceOf(target: TagTarget): TrackSource {
  return 'trackId' in target ? { trackIds: [target.trackId] } : target
}

/** Is this what the session is at? */
function plays({ startedPlaylist, current }: SessionView, target: TagTarget): boolean {
  if (current === null) return false
  if ('playlistId' in target) return startedPlaylist?.playlistId === target.playlistId
  if ('albumId' in target) return current.albumId === target.albumId
  return current.trackId === target.trackId
}
