import { foldSession, positionAt, publishedOf, type SessionView, sessionOfRoom } from '@baton/protocol'
import type { BeaconSource, RoomRules } from '../room-rules.ts'

/** Another person's session is as if it were not there. */
export const sessionRoomRules: RoomRules = {
  family: 'session',
  isOwn: (room, { sessionId, boxes, lentTo }) => {
    const named = sessionOfRoom(room)
    if (lentTo && named === lentTo.sessionId) return true
    return named === sessionId || boxes?.some((box) => box.sessionId === named) === true
  },
  published: (event) => publishedOf(event),
  beacon: (state) => (state.family === 'session' ? timelineOf(state.session) : null),
}

function timelineOf(view: SessionView): BeaconSource {
  return {
    after: (event, stamp) => timelineOf(foldSession(view, event, stamp)),
    at(now) {
      const { revision, playState, activeDeviceId } = view
      const positionMs = positionAt(view.timeline, now, view.current?.durationMs ?? null)
      return { type: 'timeline', revision, playState, positionMs, activeDeviceId }
    },
  }
}
