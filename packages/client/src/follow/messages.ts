import {
  BatonEvent,
  type Cursor,
  DeviceView,
  fromRest,
  LibrarySummary,
  LogEpoch,
  PlaylistView,
  Queue,
  ScanBeacon,
  SessionView,
} from '@baton/protocol'
import { type Addresses, wholeAddresses } from '../hub/media-address.ts'
import type { SseEvent } from './sse-parser.ts'

/** What one event of the stream says, in our own words. */
export type Message =
  | {
      readonly kind: 'snapshot'
      readonly cursor: Cursor
      readonly session: SessionView | null
      readonly queue: Queue | null
      readonly devices: readonly DeviceView[] | null
      readonly library: LibrarySummary | null
      readonly playlists: readonly PlaylistView[] | null
      readonly urls: Urls
      readonly serverTime: number | null
    }
  | {
      readonly kind: 'event'
      readonly cursor: Cursor
      readonly event: BatonEvent
      readonly revision: number
      readonly at: number
      readonly commandId: string | null
      readonly urls: Urls
      readonly serverTime: number | null
    }
  | { readonly kind: 'scan'; readonly scan: ScanBeacon; readonly serverTime: number | null }
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

/** Reads an event of the stream; null where it cannot be understood, so that what is known can no longer be trusted. */
export function messageOf(event: SseEvent, baseUrl = ''): Message | null {
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
      return cursor && snapshotOf(document, cursor, serverTime)
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
    default:
      return typeof document.type === 'string'
        ? eventOf(document, cursor, serverTime)
        : { kind: 'unknown', serverTime }
  }
}

function snapshotOf(
  document: Record<string, unknown>,
  cursor: Cursor,
  serverTime: number | null,
): Message | null {
  const session = document.timeline === undefined ? null : SessionView.safeParse(document)
  const queue = document.queue === undefined ? null : Queue.safeParse(document.queue)
  const devices = document.devices === undefined ? null : DeviceView.array().safeParse(document.devices)
  const summary = document.library === undefined ? null : LibrarySummary.safeParse(document.library)
  const playlists =
    document.playlists === undefined ? null : PlaylistView.array().safeParse(document.playlists)
  if (![session, queue, devices, summary, playlists].every((part) => part === null || part.success))
    return null
  return {
    kind: 'snapshot',
    cursor,
    session: session?.data ?? null,
    queue: queue?.data ?? null,
    devices: devices?.data ?? null,
    library: summary?.data ?? null,
    playlists: playlists?.data ?? null,
    urls: urlsOf(document),
    serverTime,
  }
}

function eventOf(
  document: Record<string, unknown>,
  cursor: Cursor | null,
  serverTime: number | null,
): Message | null {
  const event = BatonEvent.safeParse(document)
  const { revision, at, commandId } = document
  if (!event.success || cursor === null || typeof revision !== 'number' || typeof at !== 'number') return null
  return {
    kind: 'event',
    cursor,
    event: event.data,
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
