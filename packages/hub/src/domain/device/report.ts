// What devices say that they really do.
import type { DeviceReport, SessionId } from '@baton/protocol'
import type { CommandFacts, Decided, Read } from '../family.ts'
import type { HubCommand } from '../session/decide.ts'
import { SESSIONS } from '../session/kinds.ts'
import type { Session } from '../session/session.ts'
import { learnFromReport } from './decide.ts'
import type { Device } from './device.ts'
import { followedBy, silenceToldTo, toFollowed, told, waitsForSilence } from './holding.ts'
import { confirmedBy } from './lost-speaker.ts'
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
  const silences = isOfFormer ? [] : silenceToldTo(device, report)
  const after = silences.length > 0 ? told(numbered) : numbered
  const decided = decidedBy({ ...learnt, device: after, result: {} }, devices, facts)
  // Whoever had it is gone, with the session.
  if (isOfFormer || session === null) return decided
  const hear = toFollowed(device, subject, (sessionId) => heard(report, sessionId))
  if (silences.length === 0 || report.event !== 'silenced') return leadingTo(decided, ...silences, hear)
  // It is silent for the sessions that it has left, and for the one that it follows only where that waits for it.
  return isAwaited(report, session, now)
    ? leadingTo(decided, ...silences, hear)
    : leadingTo(decided, ...silences)
}

/** Where it would be refused, those that it has left would not be told either. */
function isAwaited({ deviceId, epoch }: DeviceReport, { view }: Session, now: number): boolean {
  const { activeDeviceId, playState, handOver, speakerEpoch } = view
  if (activeDeviceId === deviceId && playState === 'playing') return false
  const isHandedOver = handOver?.fromDeviceId === deviceId && epoch === speakerEpoch - 1
  return isHandedOver || waitsForSilence(view, deviceId, now)
}

/**
 * What it said before it knew that it follows another session is nothing to that one. Epochs of two sessions may be the
 * same; entries and offers never are.
 */
function saidOfFormer(report: DeviceReport, { lending }: Device, session: Session | null): boolean {
  if (!lending?.leaves.length || report.event === 'silenced' || report.event === 'ready') return false
  return report.entryId !== session?.view.current?.entryId
}

export function heard(report: DeviceReport, sessionId: SessionId): HubCommand {
  return { type: 'session.hear', sessionId, report }
}
