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
  { type: `session.${'play' | 'toggle' | 'next' | 'choose-speaker'}` | 'queue.start-source' }
>

/** What a tag that was seen asks of the session of whoever showed it. */
export function askedOf(
  { target, policy, linkedBy }: Tag,
  session: SessionView,
  readerId: DeviceId | null,
): readonly Asked[] | Rejection {
  const { sessionId, playState } = session
  const source = sourceOf(target)
  const start = { type: 'queue.start-source', sessionId, source, inNameOf: linkedBy } as const
  const play = { type: 'session.play', sessionId } as const
  if (policy === 'move-here') {
    if (session.current === null) return [start]
    if (readerId === null) return rejection('device.not-found')
    const move = { type: 'session.choose-speaker', sessionId, deviceId: readerId } as const
    return playState === 'playing' ? [move] : [move, play]
  }
  if (policy === 'restart' || playState === 'stopped' || !plays(session, target)) return [start]
  switch (policy) {
    case 'play':
      return playState === 'playing' ? [] : [play]
    case 'toggle':
      return [{ type: 'session.toggle', sessionId }]
    case 'next': {
      const next = { type: 'session.next', sessionId } as const
      return playState === 'playing' ? [next] : [next, play]
    }
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
