import {
  type CommandResult,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceId,
  type DeviceReport,
  positionAt,
  type Rejection,
  rejection,
  type SessionCommand,
  type UserId,
} from '@baton/protocol'
import {
  appear,
  checkPresence,
  type DeviceOutcome,
  learnFromReport,
  type PresenceCommand,
  registerDevice,
  updateDevice,
} from './device/decide.ts'
import type { Device } from './device/device.ts'
import { refusedToLimited } from './device/rights.ts'
import { type AnyPlaylistCommand, decidePlaylist, type PlaylistTimerCommand } from './playlist/decide.ts'
import type { PlaylistDecision } from './playlist/decision.ts'
import type { Playlist, PlaylistShelf } from './playlist/playlist.ts'
import { refusedToGuest } from './playlist/rights.ts'
import type { Context } from './session/context.ts'
import { type DecidedCommand, decideSession } from './session/decide.ts'
import type { AggregateEvent, Play } from './session/decision.ts'
import type { Session } from './session/session.ts'
import type { TimerCommand } from './session/timers.ts'

/** Everything that the hub decides on: what clients ask, and what it tells itself. */
export type AnyCommand = SessionSideCommand | AnyPlaylistCommand
type SessionSideCommand = SessionCommand | DeviceCommand | DecidedCommand | PresenceCommand

/** A timer to set (replacing the one of the same key) or, with null, to cancel. */
export interface DueChange {
  readonly key: string
  readonly due: {
    readonly at: number
    readonly command: TimerCommand | PresenceCommand | PlaylistTimerCommand
  } | null
}

/** Everything one command leads to, over the session, the devices and the playlists of one user. All of it is committed, or nothing. */
export interface Outcome {
  readonly session: Session
  readonly sessionEvents: readonly AggregateEvent[]
  readonly devices: readonly Device[]
  readonly removedDeviceId: DeviceId | null
  readonly deviceEvents: readonly DeviceEvent[]
  /** Null where the command is not about playlists. */
  readonly playlist: PlaylistDecision | null
  readonly due: readonly DueChange[]
  readonly plays: readonly Play[]
  readonly result: CommandResult
}

export interface Facts extends Context {
  readonly userId: UserId
  /** False: this user keeps the devices that are there. Missing: as it likes. */
  readonly mayAddDevices?: boolean
  /** False: this user only looks at what is the household's. Missing: changes it too. */
  readonly mayChangeHousehold?: boolean
  /** The playlists that the command names, as far as they are there. */
  readonly playlists?: readonly Playlist[]
  readonly shelf?: PlaylistShelf | null
}

/** The rules, whole. What follows at once of a command (a removed device gives up its right to sound) is part of the same decision. */
export function decide(
  session: Session,
  command: AnyCommand,
  facts: Facts,
): Outcome | { readonly rejected: Rejection } {
  if (isAboutPlaylist(command)) return aboutPlaylist(session, command, facts)
  const refused =
    facts.mayAddDevices === false && isOfDevices(command) ? refusedToLimited(command, facts.devices) : null
  if (refused) return { rejected: refused }
  switch (command.type) {
    case 'device.register': {
      const context = { ...facts, freshId: facts.ids.at(-1) as string }
      const outcome = registerDevice(command, context)
      return 'code' in outcome ? { rejected: outcome } : deviceOnly(session, outcome)
    }
    case 'device.report':
      return decideReport(session, command, facts)
    case 'device.update':
    case 'device.remove':
    case 'device.appear':
    case 'device.check-presence':
      return decideDevice(session, command, facts)
    default:
      return onSession(session, command, facts, nothing(session))
  }
}

function isOfDevices(command: AnyCommand): command is DeviceCommand {
  return (
    command.type === 'device.register' || command.type === 'device.update' || command.type === 'device.remove'
  )
}

function aboutPlaylist(
  session: Session,
  command: AnyPlaylistCommand,
  facts: Facts,
): ReturnType<typeof decide> {
  const id = 'playlistId' in command ? command.playlistId : null
  const playlist = facts.playlists?.find(({ view }) => view.playlistId === id) ?? null
  const refused = facts.mayChangeHousehold === false ? refusedToGuest(command, playlist) : null
  if (refused) return { rejected: refused }
  const decision = decidePlaylist(playlist, command, {
    ...facts,
    queue: session.queue,
    shelf: facts.shelf ?? null,
    sourcePlaylist: facts.sourcePlaylist ?? null,
  })
  if ('rejected' in decision) return decision
  return { ...nothing(session), playlist: decision, due: decision.due, result: decision.result }
}

type DeviceOnly = Exclude<
  Extract<SessionSideCommand, { type: `device.${string}` }>,
  { type: 'device.register' | 'device.report' }
>

function decideDevice(session: Session, command: DeviceOnly, facts: Facts): ReturnType<typeof decide> {
  const device = facts.devices.find(({ view }) => view.deviceId === command.deviceId)
  if (!device) return { rejected: rejection('device.not-found') }
  const { deviceId } = device.view
  const { sessionId } = session.view
  switch (command.type) {
    case 'device.update': {
      const updated = deviceOnly(session, updateDevice(device, command, facts.now))
      if (command.enabled !== false) return updated
      return onSession(session, { type: 'session.release-speaker', sessionId, deviceId }, facts, updated)
    }
    case 'device.remove': {
      const removed: Outcome = {
        ...nothing(session),
        removedDeviceId: deviceId,
        deviceEvents: [{ type: 'device.removed', deviceId }],
        due: [{ key: presenceKey(deviceId), due: null }],
      }
      return onSession(
        session,
        { type: 'session.release-speaker', sessionId, deviceId, forGood: true },
        facts,
        removed,
      )
    }
    case 'device.appear':
      return deviceOnly(session, appear(device, facts.now))
    case 'device.check-presence': {
      const outcome = checkPresence(device, facts.now)
      const judged = deviceOnly(session, outcome)
      if (outcome.event?.type !== 'device.went-offline') return judged
      const heard = lastHeard(session, device)
      return onSession(
        session,
        { type: 'session.lose-speaker', sessionId, deviceId, ...heard },
        facts,
        judged,
      )
    }
  }
}

/** Each report has a growing number: one that was heard already, or is older, is answered and has no effect. */
function decideReport(session: Session, report: DeviceReport, facts: Facts): ReturnType<typeof decide> {
  const device = facts.devices.find(({ view }) => view.deviceId === report.deviceId)
  if (!device) return { rejected: rejection('device.not-found') }
  if (report.n <= device.reportN) return nothing(session)
  const learnt = learnFromReport(device, report.event === 'blocked', facts.now)
  const confirmed = confirmedBy(report, session, facts.now) ?? device.confirmed
  const heard = { ...(learnt.device ?? device), reportN: report.n, confirmed }
  const outcome = deviceOnly(session, { ...learnt, device: heard, result: {} })
  const devices = facts.devices.map((other) => (other === device ? heard : other))
  return onSession(session, report, { ...facts, devices }, outcome)
}

/** Only what a speaker says of the entry that plays tells where the music is. */
function confirmedBy(report: DeviceReport, { view }: Session, now: number): Device['confirmed'] {
  const tells = report.event === 'sounding' || report.event === 'progress' || report.event === 'stalled'
  const isCurrent = view.current !== null && report.entryId === view.current.entryId
  if (!tells || !isCurrent || report.epoch !== view.speakerEpoch) return null
  const since = report.event === 'stalled' ? 0 : (report.ageMs ?? 0)
  return { positionMs: report.positionMs + since, at: now }
}

/** Where a lost speaker was heard last: by its own word since the timeline was anchored, else by its last contact. */
function lastHeard(
  { view }: Session,
  { confirmed, heardAt }: Device,
): { positionMs: number; heardAt: number } {
  if (confirmed && confirmed.at >= view.timeline.at)
    return { positionMs: confirmed.positionMs, heardAt: confirmed.at }
  return { positionMs: positionAt(view.timeline, heardAt, view.current?.durationMs ?? null), heardAt }
}

function onSession(
  session: Session,
  command: DecidedCommand,
  facts: Facts,
  sofar: Outcome,
): ReturnType<typeof decide> {
  const decision = decideSession(session, command, facts)
  if (decision.rejected) return decision
  const { accepted } = decision
  return {
    ...sofar,
    session: accepted.session,
    sessionEvents: accepted.events,
    due: [...sofar.due, ...accepted.timers],
    plays: accepted.plays,
    result: { ...sofar.result, ...accepted.result },
  }
}

function deviceOnly(session: Session, outcome: DeviceOutcome): Outcome {
  const { device, event, result } = outcome
  return {
    ...nothing(session),
    devices: device ? [device] : [],
    deviceEvents: event ? [event] : [],
    due: presenceTimer(outcome),
    result,
  }
}

function presenceTimer({ deviceId, presenceCheck }: DeviceOutcome): DueChange[] {
  if (presenceCheck === undefined) return []
  const key = presenceKey(deviceId)
  if (presenceCheck === 'never') return [{ key, due: null }]
  return [{ key, due: { at: presenceCheck.at, command: { type: 'device.check-presence', deviceId } } }]
}

function presenceKey(deviceId: DeviceId): string {
  return `${deviceId}/presence`
}

function nothing(session: Session): Outcome {
  return {
    session,
    sessionEvents: [],
    devices: [],
    removedDeviceId: null,
    deviceEvents: [],
    playlist: null,
    due: [],
    plays: [],
    result: {},
  }
}

function isAboutPlaylist(command: AnyCommand): command is AnyPlaylistCommand {
  return command.type.startsWith('playlist.')
}
