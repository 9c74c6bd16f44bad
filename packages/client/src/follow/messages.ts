import {
  AgentBeacon,
  type BatonEvent,
  type Cursor,
  DownloadBeacon,
  fromRest,
  HealthBeacon,
  LogEpoch,
  OutputBeacon,
  ScanBeacon,
  type SystemHealth,
  UploadBeacon,
} from '@baton/protocol'
import { type Addresses, wholeAddresses } from '../hub/media-address.ts'
import type { KnownFamilies } from '../known-families.ts'
import type { KnownRooms } from './known-rooms.ts'
import type { RoomReader } from './room-reader.ts'
import type { SseEvent } from './sse-parser.ts'

/** What one event of the stream says, in our own words. */
export type Message =
  | {
      readonly kind: 'snapshot'
      readonly cursor: Cursor
      readonly rooms: KnownRooms
      readonly urls: Urls
      readonly serverTime: number | null
    }
  | {
      readonly kind: 'event'
      readonly cursor: Cursor
      readonly room: string | null
      readonly event: BatonEvent
      readonly revision: number
      readonly at: number
      readonly commandId: string | null
      readonly urls: Urls
      readonly serverTime: number | null
    }
  | { readonly kind: 'agent'; readonly agent: AgentBeacon; readonly serverTime: number | null }
  | { readonly kind: 'output'; readonly output: OutputBeacon; readonly serverTime: number | null }
  | { readonly kind: 'scan'; readonly scan: ScanBeacon; readonly serverTime: number | null }
  | { readonly kind: 'uploads'; readonly uploading: UploadBeacon; readonly serverTime: number | null }
  | { readonly kind: 'downloads'; readonly downloading: DownloadBeacon; readonly serverTime: number | null }
  | { readonly kind: 'health'; readonly health: SystemHealth; readonly serverTime: number | null }
  /** Everything up to the cursor has been sent. */
  | {
      readonly kind: 'caught-up' | 'watermark'
      readonly cursor: Cursor | null
      readonly urls: Urls
      readonly serverTime: number | null
    }
  | { readonly kind: 'resync'; readonly serverTime: number | null }
  /** Of a sort that this client does not know: a newer hub may say more. */
  | { readonly kind: 'unknown'; readonly serverTime: number | null }

/** Missing: nothing was said about it. */
export type Urls = Addresses

/** What it takes to understand them. */
export type Understanding = Pick<KnownFamilies, 'eventIn'> & Pick<RoomReader, 'roomsIn'>

/** Reads an event of the stream; null where it cannot be understood, so that what is known can no longer be trusted. */
export function messageOf(event: SseEvent, baseUrl: string, known: Understanding): Message | null {
  let document: Record<string, unknown>
  try {
    const parsed = fromRest(JSON.parse(event.data))
    if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) return null
    document = wholeAddresses(baseUrl, parsed as Record<string, unknown>)
  } catch {
    return null
  }
  const serverTime = typeof document.serverTime === 'number' ? document.serverTime : null
  const cursor = cursorOf(event.id, document)
  switch (event.event) {
    case 'snapshot':
      return cursor && snapshotOf(known.roomsIn(document), document, cursor, serverTime)
    case 'caught_up':
      return { kind: 'caught-up', cursor, urls: urlsOf(document), serverTime }
    case 'timeline_beacon':
      return { kind: 'watermark', cursor: cursorOf('', document), urls: {}, serverTime }
    case 'resync':
      return { kind: 'resync', serverTime }
    case 'scan_beacon': {
      const scan = ScanBeacon.safeParse({ ...document, type: 'scan' })
      return scan.success ? { kind: 'scan', scan: scan.data, serverTime } : { kind: 'unknown', serverTime }
    }
    case 'upload_beacon': {
      const uploading = UploadBeacon.safeParse({ ...document, type: 'upload' })
      return uploading.success
        ? { kind: 'uploads', uploading: uploading.data, serverTime }
        : { kind: 'unknown', serverTime }
    }
    case 'download_beacon': {
      const downloading = DownloadBeacon.safeParse({ ...document, type: 'download' })
      return downloading.success
        ? { kind: 'downloads', downloading: downloading.data, serverTime }
        : { kind: 'unknown', serverTime }
    }
    case 'agent_beacon': {
      const agent = AgentBeacon.safeParse({ ...document, type: 'agent' })
      return agent.success
        ? { kind: 'agent', agent: agent.data, serverTime }
        : { kind: 'unknown', serverTime }
    }
    case 'output_beacon': {
      const output = OutputBeacon.safeParse({ ...document, type: 'output' })
      return output.success
        ? { kind: 'output', output: output.data, serverTime }
        : { kind: 'unknown', serverTime }
    }
    case 'health_beacon': {
      const beacon = HealthBeacon.safeParse({ ...document, type: 'health' })
      return beacon.success
        ? { kind: 'health', health: beacon.data.health, serverTime }
        : { kind: 'unknown', serverTime }
    }
    default:
      // A beacon that is not known is no event that was missed.
      if (event.event.endsWith('_beacon')) return { kind: 'unknown', serverTime }
      return typeof document.type === 'string'
        ? eventOf(known.eventIn(document), document, cursor, serverTime)
        : { kind: 'unknown', serverTime }
  }
}

function snapshotOf(
  rooms: KnownRooms | null,
  document: Record<string, unknown>,
  cursor: Cursor,
  serverTime: number | null,
): Message | null {
  return rooms && { kind: 'snapshot', cursor, rooms, urls: urlsOf(document), serverTime }
}

function eventOf(
  event: BatonEvent | null,
  document: Record<string, unknown>,
  cursor: Cursor | null,
  serverTime: number | null,
): Message | null {
  const { room, revision, at, commandId } = document
  if (event === null || cursor === null || typeof revision !== 'number' || typeof at !== 'number') return null
  return {
    kind: 'event',
    cursor,
    room: typeof room === 'string' ? room : null,
    event,
    revision,
    at,
    commandId: typeof commandId === 'string' ? commandId : null,
    urls: urlsOf(document),
    serverTime,
  }
}

/** The cursor stands in the event's id, `epoch-seq`; documents say the same in their own fields. */
function cursorOf(id: string, document: Record<string, unknown>): Cursor | null {
  const dash = id.lastIndexOf('-')
  const text = dash > 0 ? id.slice(0, dash) : document.epoch
  const seq = dash > 0 ? Number(id.slice(dash + 1)) : document.seq
  const epoch = LogEpoch.safeParse(text)
  return epoch.success && Number.isSafeInteger(seq) ? { epoch: epoch.data, seq: seq as number } : null
}

function urlsOf(document: Record<string, unknown>): Urls {
  return { ...urlIn(document, 'fileUrl'), ...urlIn(document, 'nextFileUrl') }
}

function urlIn(document: Record<string, unknown>, name: keyof Urls): Urls {
  const url = document[name]
  return typeof url === 'string' || url === null ? { [name]: url } : {}
}
