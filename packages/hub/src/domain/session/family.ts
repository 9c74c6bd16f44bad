import {
  MAX_QUEUE_LENGTH,
  type PlaylistId,
  type Rejection,
  rejection,
  SESSION_COMMAND_RIGHTS,
  type SessionId,
  type SessionView,
  sessionRoom,
  type TrackSource,
} from '@baton/protocol'
import type { Device } from '../device/device.ts'
import { recorded } from '../device/history.ts'
import { DEVICES, SHARED_DEVICES } from '../device/kinds.ts'
import {
  type Change,
  type CommandFacts,
  type CommandLike,
  change,
  type Decided,
  type Family,
  type Known,
  type Published,
  type Read,
  type Refused,
  type Subject,
  type Wanted,
  want,
} from '../family.ts'
import { PLAYLISTS, TRACKS } from '../playlist/kinds.ts'
import type { Context } from './context.ts'
import { type DecidedCommand, decideSession, needsQueue } from './decide.ts'
import type { Accepted } from './decision.ts'
import { followedSessions, heldByAnother } from './held-by-another.ts'
import { LIKED, PLAYLIST_STARTS, PLAYS, SESSIONS } from './kinds.ts'
import { ringFor } from './ring.ts'
import type { Session } from './session.ts'
import { claimsOf } from './shared-speaker.ts'
import { speakersHistory } from './speaker-history.ts'

/** A session with its queue: what plays, where, and what comes next. */
export const sessionFamily: Family<DecidedCommand> = {
  name: 'session',
  prefixes: ['session', 'queue'],
  rights: SESSION_COMMAND_RIGHTS,
  needs,
  refuses: refusedToOthers,
  onlyWhileDue: ({ type }) => type === 'session.limit-volume',
  decide(command, read, facts) {
    const session = read(SESSIONS, command.sessionId)
    // Of a session that is gone nothing is taken.
    const isGone = session === null && GIVES_UP.has(command.type)
    if (isGone) return { changes: [], published: [] }
    if (session === null) return { rejected: rejection('session.not-found') }
    // Likes are a person's.
    if (session.view.ofBox && command.type === 'session.like')
      return { rejected: rejection('auth.forbidden') }
    if (command.type === 'session.tell-name') return namedAnew(session, read, facts)
    const pressed = pressedOn(session, command, read, facts)
    if (pressed) return pressed
    const { accepted, rejected } = decideSession(session, command, contextOf(command, read, facts))
    return accepted ? decidedBy(session, command, accepted, read, facts) : refusedWith(rejected, facts.now)
  },
}

/** Another's session is as if it were not there. */
export function refusedToOthers(
  command: CommandLike,
  { sessionId }: Pick<Subject, 'sessionId'>,
): Rejection | null {
  const named = (command as { readonly sessionId?: SessionId }).sessionId
  return named === undefined || named === sessionId ? null : rejection('session.not-found')
}

/** What is told to whoever had a device before, or may have one that is to know something of it. */
const GIVES_UP: ReadonlySet<string> = new Set([
  'session.yield-speaker',
  'session.hear-silence',
  'session.retire',
  'session.tell-name',
])

/** What the buttons of a loudspeaker are for. */
const PRESSED: ReadonlySet<string> = new Set(
  ['play', 'pause', 'toggle', 'stop', 'next', 'prev', 'seek', 'set-options', 'set-volume'].map(
    (verb) => `session.${verb}`,
  ),
)

/** The buttons of a loudspeaker are about what sounds there, whosever it is: SD11. */
function pressedOn(
  { view }: Session,
  command: DecidedCommand,
  read: Read,
  facts: CommandFacts,
): Decided | null {
  const { deviceId } = facts.caller
  if (deviceId === null || !PRESSED.has(command.type)) return null
  const about = (command.type === 'session.set-volume' && command.deviceId) || deviceId
  const to = about === deviceId ? heldByAnother(read, facts) : null
  if (!to) return null
  const consequences = [{ command: { ...command, sessionId: to.sessionId }, subject: to }]
  return { changes: [], published: [], revision: view.revision, consequences }
}

function needs(command: DecidedCommand, { userId }: Subject, known?: Known): readonly Wanted[] {
  const depth = needsQueue(command) ? 'whole' : 'head'
  const session = want(SESSIONS, command.sessionId, depth)
  const wanted: Wanted[] = [session, want(DEVICES, userId), want(SHARED_DEVICES, userId)]
  if (PRESSED.has(command.type)) wanted.push(...followedSessions(known?.(DEVICES, userId), depth))
  const source = sourceOf(command)
  if (source) wanted.push(want(TRACKS, source))
  const playlistId = playlistOf(command)
  if (playlistId) {
    wanted.push(want(PLAYLISTS, playlistId, command.type === 'queue.start-playlist' ? 'whole' : 'head'))
  }
  if (command.type === 'session.like') {
    const { trackId } = command
    wanted.push(want(LIKED, { userId, trackId }))
  }
  return wanted
}

/** The tracks that a command names. */
function sourceOf(command: DecidedCommand): TrackSource | null {
  switch (command.type) {
    case 'queue.enqueue':
    case 'queue.start-source':
      return command.source
    case 'queue.start-playlist':
      return { playlistId: command.playlistId }
    case 'session.like':
    case 'session.tell-play':
      return { trackIds: [command.trackId] }
    case 'session.stand-at':
      return { trackIds: command.entries.map(({ trackId }) => trackId) }
    default:
      return null
  }
}

/** The playlist that a command takes tracks from. */
function playlistOf(command: DecidedCommand): PlaylistId | null {
  const source = sourceOf(command)
  return source && 'playlistId' in source ? source.playlistId : null
}

function contextOf(command: DecidedCommand, read: Read, facts: CommandFacts): Context {
  const { now, seed, subject, caller } = facts
  const source = sourceOf(command)
  const playlistId = playlistOf(command)
  const tracks = source && read(TRACKS, source)
  const devices = read(DEVICES, subject.userId)
  // A box plays on its own device alone.
  const isOfBox = read(SESSIONS, command.sessionId)?.view.ofBox === true
  const gone = command.type === 'session.release-speaker' ? command.gone : undefined
  return {
    now,
    seed,
    tracks,
    askedBy: caller.userId ?? subject.userId,
    callerId: caller.deviceId,
    ids: facts.freshIds(Math.min(MAX_QUEUE_LENGTH, tracks?.length ?? 0) + 1),
    devices: gone ? [...devices, gone] : devices,
    ...(!isOfBox && { shared: read(SHARED_DEVICES, subject.userId) }),
    sourcePlaylist: playlistId && read(PLAYLISTS, playlistId),
    liked:
      command.type === 'session.like' && read(LIKED, { userId: subject.userId, trackId: command.trackId }),
  }
}

function decidedBy(
  session: Session,
  command: DecidedCommand,
  accepted: Accepted,
  read: Read,
  facts: CommandFacts,
): Decided {
  const { userId } = facts.subject
  const devices = [...read(DEVICES, userId), ...(session.view.ofBox ? [] : read(SHARED_DEVICES, userId))]
  const { events, result } = accepted
  const { sessionId, revision, ofBox } = accepted.session.view
  if (events.length === 0) return { changes: [], published: [], result, revision }
  const room = sessionRoom(sessionId)
  const audience = ofBox ? 'household' : userId
  const changes: Change[] = [change(SESSIONS, sessionId, session, accepted.session)]
  for (const event of events) {
    if (event.type !== 'session.track-liked') continue
    const key = { userId, trackId: event.trackId }
    changes.push(change(LIKED, key, read(LIKED, key), event.liked))
  }
  const { plays } = accepted
  if (plays.length > 0) changes.push(change(PLAYS, userId, null, plays))
  const begun = events.findLast((event) => event.type === 'session.playlist-changed')?.change.startedPlaylist
  if (begun) changes.push(change(PLAYLIST_STARTS, userId, null, begun.playlistId))
  const told = { devices, at: facts.now, causedBy: command.type }
  changes.push(...speakersHistory(session.view, events, told).map(recorded))
  // A box that was cut off says what it does itself, whoever had it before.
  const standsOn = command.type === 'session.stand-at' ? facts.caller.deviceId : null
  const isWanted = command.type === 'session.choose-speaker' && command.takeOver === true
  const claiming = { ...facts, devices, standsOn, takeOver: isWanted || standsOn !== null }
  const consequences = claimsOf(session.view, accepted.session.view, claiming)
  return {
    changes,
    ...(consequences.length > 0 && { consequences }),
    published: [
      ...events.map((event): Published => ({ room, audience, revision, event })),
      ...limitToldOfBox(session.view, accepted.session.view, read(DEVICES, userId)),
    ],
    result,
    revision,
    ring: ringFor(userId, revision, events),
  }
}

/** Whatever this session has, it holds by the name of now. */
function namedAnew({ view }: Session, read: Read, facts: CommandFacts): Decided {
  const { userId } = facts.subject
  const devices = [...read(DEVICES, userId), ...read(SHARED_DEVICES, userId)]
  const nothing = { ...view, activeDeviceId: null, offer: null }
  const consequences = claimsOf(nothing, view, { ...facts, devices, takeOver: false, standsOn: null })
  return { changes: [], published: [], consequences }
}

/** How loud a box may get is shown among the boxes. */
function limitToldOfBox(
  { maxVolume: before = null }: SessionView,
  { ofBox, sessionId, maxVolume = null, revision }: SessionView,
  devices: readonly Device[],
): readonly Published[] {
  if (!ofBox || maxVolume === before) return []
  return devices.map(({ view: device }) => {
    const event = { type: 'box.changed', box: { sessionId, device, maxVolume } } as const
    return { room: 'boxes', audience: 'household', revision, event }
  })
}

/** A speaker that may still sound unheard will not for ever. */
function refusedWith(rejected: Rejection, now: number): Refused {
  const silentInMs = rejected.details?.silentInMs
  return typeof silentInMs === 'number' ? { rejected, notBefore: now + silentInMs + 1 } : { rejected }
}
