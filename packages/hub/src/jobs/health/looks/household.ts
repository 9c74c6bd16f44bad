// What belongs to a household: its music folders, its loudspeakers, its readers of tags.
import type { DeviceView, ScanProgress } from '@baton/protocol'
import { type Finding, well } from '../look.ts'

/** Whoever has been away for longer was put away: it is missed no more. */
export const MISSED_FOR_MS = 7 * 24 * 3_600_000

export interface LibraryCondition {
  readonly folders: number
  /** They cannot be read, or nothing is left in them of what was there. */
  readonly foldersAway: number
}

export function libraryFinding({ folders, foldersAway }: LibraryCondition): Finding {
  const figures = { folders, foldersAway }
  if (foldersAway > 0) return { status: 'degraded', code: 'library.folder-away', figures }
  return folders === 0 ? { status: 'unavailable', code: 'library.none', figures } : well(figures)
}

/** A scan also fails where a folder is away: that is the library's to tell. */
export function scannerFinding(
  { phase, failed }: Pick<ScanProgress, 'phase' | 'failed'>,
  { foldersAway }: Pick<LibraryCondition, 'foldersAway'>,
): Finding {
  const figures = { unreadable: failed }
  if (phase === 'failed' && foldersAway === 0) return { status: 'degraded', code: 'scanner.failed', figures }
  return well(figures)
}

/** Browsers and programs come and go; an agent is meant to stay. */
export function audioFinding(devices: readonly DeviceView[], now: number): Finding {
  const speakers = devices.filter(({ enabled, capabilities }) => enabled && capabilities.sound)
  const online = speakers.filter((device) => device.online && isAble(device))
  const away = speakers.filter(
    (device) => device.kind === 'agent' && !(device.online && isAble(device)) && isMissed(device, now),
  )
  const figures = { speakers: online.length, speakersAway: away.length }
  if (away.length > 0) return { status: 'degraded', code: 'audio.speaker-away', figures }
  return online.length === 0 ? { status: 'unavailable', code: 'audio.no-speaker', figures } : well(figures)
}

export function nfcFinding(devices: readonly DeviceView[], now: number): Finding {
  const beside = devices.filter((device) => device.enabled && device.capabilities.reader != null)
  const ready = beside.filter((device) => device.online && device.capabilities.reader === 'ready')
  const away = beside.filter((device) => !ready.includes(device) && isMissed(device, now))
  const figures = { readers: ready.length, readersAway: away.length }
  if (away.length > 0) return { status: 'degraded', code: 'nfc.reader-away', figures }
  return ready.length === 0 ? { status: 'unavailable', code: 'nfc.none', figures } : well(figures)
}

function isAble({ health }: DeviceView): boolean {
  return health !== 'notready' && health !== 'down'
}

function isMissed({ lastSeen }: DeviceView, now: number): boolean {
  return now - lastSeen < MISSED_FOR_MS
}
