import type { DeviceReport } from '@baton/protocol'
import type { Change, CommandFacts, Decided, Read } from '../family.ts'
import { SESSIONS } from '../session/kinds.ts'
import type { Device } from './device.ts'
import { differencesOf, happenedTo, reasonFor, recorded, troubleIn } from './history.ts'
import { followedBy } from './holding.ts'
import { DEVICES } from './kinds.ts'

/** What the thread of each device is to have of it. */
export function historyOf(
  { type: causedBy, report }: { readonly type: string; readonly report: DeviceReport | null },
  { changes }: Decided,
  read: Read,
  { now: at, subject }: CommandFacts,
): readonly Change[] {
  const reason = report?.reason ?? null
  const records = changes
    .filter(({ kind }) => kind === DEVICES)
    .flatMap(({ before, after }) => changedDevices(before as readonly Device[], after as readonly Device[]))
    .flatMap(([was, { view }]) =>
      differencesOf(was?.view ?? null, view, report).map((happening) =>
        happenedTo(view.deviceId, happening, {
          at,
          causedBy,
          reason: reasonFor(happening, view) ?? reason,
        }),
      ),
    )
  // A report that was heard before changed nothing.
  if (!report || changes.length === 0) return records.map(recorded)
  const reporting = read(DEVICES, subject.userId).find(({ view }) => view.deviceId === report.deviceId)
  const followed = reporting ? followedBy(reporting, subject) : subject
  const session = read(SESSIONS, followed.sessionId)?.view ?? null
  const trouble = troubleIn(report, session)
  if (!trouble) return records.map(recorded)
  const { trackId = null, title: trackTitle = null } = session?.current ?? {}
  const { deviceId, positionMs } = report
  const more = { at, causedBy, reason, trackId, trackTitle, positionMs }
  return [...records, happenedTo(deviceId, trouble, more)].map(recorded)
}

export function changedDevices(
  before: readonly Device[],
  after: readonly Device[],
): readonly (readonly [was: Device | undefined, is: Device])[] {
  return after
    .filter((device) => !before.includes(device))
    .map((device) => [before.find(({ view }) => view.deviceId === device.view.deviceId), device])
}
