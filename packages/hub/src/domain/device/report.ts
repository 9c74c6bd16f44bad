// What devices say that they really do, and what is known of them when they say nothing any more.
import { type DeviceReport, positionAt, type SessionId } from '@baton/protocol'
import type { CommandFacts, Decided, Read } from '../family.ts'
import type { HubCommand } from '../session/decide.ts'
import { SESSIONS } from '../session/kinds.ts'
import type { Session } from '../session/session.ts'
import { learnFromReport } from './decide.ts'
import type { Device } from './device.ts'
import { followedBy, silenceToldTo, toFollowed, told } from './holding.ts'
import { decidedBy, leadingTo } from './outcome.ts'

/** Each report has a growing number: one that was heard already, or is older, is answered and has no effect. */
export function reported(
  report: DeviceReport,
  device: Device,
  devices: readonly Device[],
  read: Read,
  facts: CommandFacts,
): Decided {
  if (report.n <= device.reportN) return { changes: [], published: [] }
  const { now, subject } = facts
  const learnt = learnFromReport(device, report.event === 'blocked', now)
  const session = read(SESSIONS, followedBy(device, subject).sessionId)
  const confirmed = (session && confirmedBy(report, session, now)) ?? device.confirmed
  const numbered = { ...(learnt.device ?? device), reportN: report.n, confirmed }
  const isOfFormer = saidOfFormer(report, device, session)
  const silence = isOfFormer ? null : silenceToldTo(device, report)
  const after = silence ? told(numbered) : numbered
  const decided = decidedBy({ ...learnt, device: after, result: {} }, devices, facts)
  // Whoever had it is gone, with the session.
  if (isOfFormer || session === null) return decided
  const hear = toFollowed(device, subject, (sessionId) => heard(report, sessionId))
  if (silence === null) return leadingTo(decided, hear)
  // It is silent for the session that it has left: the one that it follows waits for no such word.
  return report.event === 'silenced' ? leadingTo(decided, silence) : leadingTo(decided, silence, hear)
}

/**
 * What it said before it knew that it follows another session is nothing to that one. Epochs of two sessions may be the
 * same; entries and offers never are.
 */
function saidOfFormer(report: DeviceReport, { lending }: Device, session: Session | null): boolean {
  if (!lending?.leaves || report.event === 'silenced' || report.event === 'ready') return false
  return report.entryId !== session?.view.current?.entryId
}

export function heard(report: DeviceReport, sessionId: SessionId): HubCommand {
  return { type: 'session.hear', sessionId, report }
}

/** Only what a speaker says of the entry that plays tells where the music is. */
function confirmedBy(report: DeviceReport, { view }: Session, now: number): Device['confirmed'] {
  const tells = report.event === 'sounding' || report.event === 'progress' || report.event === 'stalled'
  const isCurrent = view.current !== null && report.entryId === view.current.entryId
  if (!tells || !isCurrent || report.epoch !== view.speakerEpoch) return null
  const since = report.event === 'stalled' ? 0 : (report.ageMs ?? 0)
  return { positionMs: report.positionMs + since, at: now }
}

export function lost(session: Session, device: Device): HubCommand {
  const { sessionId } = session.view
  const { deviceId } = device.view
  return { type: 'session.lose-speaker', sessionId, deviceId, ...lastHeard(session, device) }
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
