import type {
  Capabilities,
  DeviceHappening,
  DeviceId,
  DeviceRecord,
  DeviceRecordDetail,
  DeviceReport,
  DeviceView,
  SessionView,
} from '@baton/protocol'
import { type Change, change, type Kind } from '../family.ts'

/** So many records of a device are kept. */
export const MAX_DEVICE_RECORDS = 2_000
/** Older records are forgotten with the next one. */
export const RECORDS_KEPT_MS = 90 * 24 * 3_600_000

/** What happened to a device. Where it stands in the thread of that device, the store knows. */
export interface DeviceHappened extends DeviceRecordDetail {
  readonly deviceId: DeviceId
  readonly at: number
  readonly happening: DeviceHappening
}

type HappenedKey = Pick<DeviceHappened, 'deviceId' | 'happening'>

/** What happened to devices: each change adds a record, and none is read. The same happens once in one decision. */
export const DEVICE_HISTORY: Kind<HappenedKey, DeviceHappened | null> = {
  name: 'device history',
  none: null,
  idOf: ({ deviceId, happening }) => `${deviceId} ${happening}`,
}

export interface DeviceHistoryKey {
  readonly deviceId: DeviceId
  readonly limit: number
  /** Only what is older than this record. */
  readonly before?: number | undefined
}

/** Records of a device, newest first. They are only read. */
export const DEVICE_HISTORY_PAGES: Kind<DeviceHistoryKey, readonly DeviceRecord[]> = {
  name: 'device history page',
  none: [],
  idOf: ({ deviceId, limit, before }) => `${deviceId} ${limit} ${before ?? ''}`,
}

export function recorded(happened: DeviceHappened): Change {
  return change(DEVICE_HISTORY, happened, null, happened)
}

const NOTHING_MORE = {
  reason: null,
  otherDeviceId: null,
  otherDeviceName: null,
  trackId: null,
  trackTitle: null,
  positionMs: null,
}

export function happenedTo(
  deviceId: DeviceId,
  happening: DeviceHappening,
  context: Pick<DeviceHappened, 'at' | 'causedBy'> & Partial<DeviceRecordDetail>,
): DeviceHappened {
  return { ...NOTHING_MORE, deviceId, happening, ...context }
}

/**
 * What happened to a device, by how it was and how it is. A browser is locked each time that its page is opened: of that
 * is told only what it said itself, when it was to sound.
 */
export function differencesOf(
  before: DeviceView | null,
  after: DeviceView,
  report: DeviceReport | null,
): readonly DeviceHappening[] {
  if (before === null) return ['added']
  const tellsOfLock = after.kind !== 'browser' || report !== null
  const came = turned(before.online, after.online, 'came', 'went')
  const enabled = turned(before.enabled, after.enabled, 'enabled', 'disabled')
  const unlocked = tellsOfLock
    ? turned(before.capabilities.unlocked, after.capabilities.unlocked, 'unlocked', 'locked')
    : null
  const [was, is] = [before.agent, after.agent]
  // What is not known yet counts as good.
  const reachable = turned(was?.reachable !== false, is?.reachable !== false, 'reachable', 'unreachable')
  const mounted = turned(was?.mounted !== false, is?.mounted !== false, 'mounted', 'unmounted')
  const reader = readerTurned(before.capabilities.reader, after.capabilities.reader)
  const isUpdated = before.display?.firmware !== after.display?.firmware
  const updated: DeviceHappening | null = isUpdated ? 'updated' : null
  return [came, enabled, unlocked, reachable, mounted, reader, updated].filter(
    (happening) => happening !== null,
  )
}

/** What is told beside that it happened; null: nothing, by itself. */
export function reasonFor(happening: DeviceHappening, view: DeviceView): string | null {
  if (happening === 'reader-lost') return view.capabilities.reader ?? null
  return happening === 'updated' ? (view.display?.firmware ?? null) : null
}

/** What a report tells of trouble that changes nothing in the device itself. */
export function troubleIn(report: DeviceReport, session: SessionView | null): DeviceHappening | null {
  const isHeard = session?.activeDeviceId === report.deviceId && session.speakerEpoch === report.epoch
  if (!isHeard || session.current === null || session.current.entryId !== report.entryId) return null
  if (report.event === 'failed') return 'track-refused'
  return report.event === 'stalled' && report.reason === 'player-gone' ? 'player-died' : null
}

/** Whatever it lacks, it is lost once; and one that is not wanted any more is not back. */
function readerTurned(was: Capabilities['reader'], is: Capabilities['reader']): DeviceHappening | null {
  const wasLost = Boolean(was) && was !== 'ready'
  if (is === 'ready') return wasLost ? 'reader-back' : null
  return is && !wasLost ? 'reader-lost' : null
}

function turned(
  was: boolean,
  is: boolean,
  on: DeviceHappening,
  off: DeviceHappening,
): DeviceHappening | null {
  return was === is ? null : is ? on : off
}
