import type { SessionCommand } from '../../session/commands.ts'
import { playlistEndpoints } from '../playlist/endpoints.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { sourceWords } from '../source-words.ts'
import { queueEndpoints, sessionEndpoints } from './endpoints.ts'

export const sessionRequests: RequestsOf<SessionCommand> = {
  'session.play': (command) => requestTo(sessionEndpoints.play, verb(command)),
  'session.pause': (command) => requestTo(sessionEndpoints.pause, verb(command)),
  'session.toggle': (command) => requestTo(sessionEndpoints.toggle, verb(command)),
  'session.resume': (command) => requestTo(sessionEndpoints.resume, verb(command)),
  'session.stop': (command) => requestTo(sessionEndpoints.stop, verb(command)),
  'session.next': (command) => requestTo(sessionEndpoints.next, verb(command)),
  'session.prev': (command) => requestTo(sessionEndpoints.prev, verb(command)),
  'session.seek': (command) =>
    requestTo(sessionEndpoints.seek, { ...of(command), body: { position_ms: command.positionMs } }),
  'session.jump': (command) =>
    requestTo(sessionEndpoints.jump, { ...of(command), body: { entry_id: command.entryId } }),
  'session.end-entry': (command) => {
    const { entryId, failed } = command
    return requestTo(sessionEndpoints.ended, { ...of(command), body: { entry_id: entryId, failed } })
  },
  'session.set-options': (command) => {
    const { shuffle, repeatMode, autoFailover } = command
    return requestTo(sessionEndpoints.options, {
      ...of(command),
      body: { shuffle, repeat_mode: repeatMode, auto_failover: autoFailover },
    })
  },
  'session.set-volume': (command) => {
    const { volume, muted, deviceId } = command
    return requestTo(sessionEndpoints.volume, {
      ...of(command),
      body: { volume, muted, device_uuid: deviceId },
    })
  },
  'session.choose-speaker': (command) => {
    const { deviceId, now, takeOver } = command
    const body = { device_uuid: deviceId, now, take_over: takeOver }
    return requestTo(sessionEndpoints.speaker, { ...of(command), body })
  },
  'session.tell-play': ({ trackId, entryId, at, isUnderWay, ...command }) =>
    requestTo(sessionEndpoints.tellPlay, {
      ...of(command),
      body: { track_id: trackId, entry_id: entryId, at, under_way: isUnderWay },
    }),
  'session.stand-at': (command) => {
    const { entries, entryId, positionMs, ageMs, playState, listened } = command
    return requestTo(sessionEndpoints.standAt, {
      ...of(command),
      body: {
        entries: entries.map((entry) => ({ entry_id: entry.entryId, track_id: entry.trackId })),
        entry_id: entryId,
        position_ms: positionMs,
        age_ms: ageMs,
        play_state: playState,
        listened_ms: listened.ms,
        counted: listened.counted,
      },
    })
  },
  'session.like': ({ trackId, liked = true }) =>
    requestTo(sessionEndpoints.like, { params: { track_id: trackId }, body: { liked } }),

  'queue.enqueue': ({ source, at, ...command }) =>
    requestTo(queueEndpoints.enqueue, { body: { ...sourceWords(source), at, ...within(command) } }),
  'queue.move': ({ entryId, after, ...command }) =>
    requestTo(queueEndpoints.move, { params: { entry_id: entryId }, body: { after, ...within(command) } }),
  'queue.remove': ({ entryIds, ...command }) => {
    const [entryId, ...more] = entryIds
    return entryId !== undefined && more.length === 0
      ? requestTo(queueEndpoints.removeOne, { params: { entry_id: entryId }, ...bodyWithin(command) })
      : requestTo(queueEndpoints.remove, { body: { entry_ids: entryIds, ...within(command) } })
  },
  'queue.clear': (command) => requestTo(queueEndpoints.clear, bodyWithin(command)),
  'queue.start-playlist': ({ playlistId, place, ...command }) =>
    requestTo(playlistEndpoints.start, {
      params: { id: playlistId },
      body: { track: place, ...within(command) },
    }),
}

type InSession = Pick<SessionCommand, 'sessionId'>

function of({ sessionId }: InSession) {
  return { params: { id: sessionId } }
}

/** Where the path does not name the session the body does, and only one that is not one's own. */
function within({ sessionId }: Partial<InSession>) {
  return sessionId ? { session_uuid: sessionId } : {}
}

function bodyWithin(command: Partial<InSession>) {
  return command.sessionId ? { body: within(command) } : {}
}

function verb(command: InSession) {
  return { ...of(command), body: {} }
}
