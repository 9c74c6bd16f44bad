// Where a speaker was heard last, and what a session has to know when it is lost.
import { type DeviceReport, positionAt } from '@baton/protocol'
import type { HubCommand } from '../session/decide.ts'
import type { Session } from '../session/session.ts'
import type { Device } from './device.ts'

/** Only what a speaker says of the entry that plays tells where the music is. */
export function confirmedBy(report: DeviceReport, { view }: Session, now: number): Device['confirmed'] {
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
