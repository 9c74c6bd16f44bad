import { type BatonEvent, Beacon, type Cursor, fromRest, LogEpoch } from '@baton/protocol'
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
  | { readonly kind: 'beacon'; readonly beacon: Beacon; readonly serverTime: number | null }
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
    default:
      if (event.event.endsWith(BEACON)) return beaconOf(event.event, document, serverTime)
      return typeof document.type === 'string'
        ? eventOf(known.eventIn(document), document, cursor, serverTime)
        : { kind: 'unknown', serverTime }
  }
}

const BEACON = '_beacon'

/** One that is not known is no event that was missed. */
function beaconOf(name: string, document: Record<string, unknown>, serverTime: number | null): Message {
  const beacon = Beacon.safeParse({ ...document, type: name.slice(0, -BEACON.length) })
  return beacon.success
    ? { kind: 'beacon', beacon: beacon.data, serverTime }
    : { kind: 'unknown', serverTime }
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
