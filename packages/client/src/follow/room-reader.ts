import { type BatonEvent, listedAs, type RoomKind, type RoomState, type Stamp } from '@baton/protocol'
import type { KnownFamilies } from '../known-families.ts'
import { fieldNames, type KnownRooms, noneOf, type SingleRoom } from './known-rooms.ts'
import type { Fields, StreamReading } from './stream-reading.ts'

/** Reads what the stream says of rooms, whatever families there are. */
export interface RoomReader {
  /** What a snapshot says; null where it cannot be understood. */
  roomsIn(message: Fields): KnownRooms | null
  /** What is known after an event in this room: the same where it is about nothing that is known. */
  after(known: KnownRooms, room: string | null, event: BatonEvent, stamp: Stamp): Partial<KnownRooms>
}

export function roomReader({ rooms, readings }: KnownFamilies): RoomReader {
  const readingOf = new Map(readings.map((reading) => [reading.family, reading]))
  const none = noneOf(rooms.kinds)

  return {
    roomsIn(message) {
      let known: KnownRooms = none
      for (const kind of rooms.kinds) {
        const reading = readingOf.get(kind.family)
        const list = listedAs(kind)
        if (list === null) {
          const state = stateIn(kind, reading, message)
          if (state === 'unreadable') return null
          if (state) known = { ...known, ...fieldsOf(state) }
          continue
        }
        const open = openIn(kind, reading, message[list])
        if (open === null) return null
        known = { ...known, open: { ...known.open, ...open } }
      }
      return known
    },

    after(known, room, event, stamp) {
      const kind = rooms.ofEvent(event)
      if (!kind) return {}
      if (listedAs(kind) !== null) {
        const state = room === null ? undefined : known.open[room]
        if (room === null || !state) return {}
        return { open: { ...known.open, [room]: rooms.fold(state, event, stamp) } }
      }
      const state = knownState(kind, readingOf.get(kind.family), known)
      return state ? fieldsOf(rooms.fold(state, event, stamp)) : {}
    },
  }
}

/** Null: nothing is said of such a room. */
function stateIn(
  kind: RoomKind,
  reading: StreamReading | undefined,
  message: Fields,
): RoomState | null | 'unreadable' {
  const all = reading?.fieldsIn(message) ?? message
  const said = fieldNames(kind).flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]))
  if (said.length === 0) return null
  const { family } = kind
  const read = kind.state.safeParse({ family, ...reading?.unsaid, ...Object.fromEntries(said) })
  return read.success ? (read.data as RoomState) : 'unreadable'
}

/** The listed rooms of a kind, by their names; null where they cannot be understood. */
function openIn(
  kind: RoomKind,
  reading: StreamReading | undefined,
  list: unknown = [],
): KnownRooms['open'] | null {
  if (!Array.isArray(list)) return null
  const open: Record<string, RoomState> = {}
  for (const one of list) {
    const state = typeof one === 'object' && one !== null ? stateIn(kind, reading, one) : null
    if (state === null || state === 'unreadable') return null
    const id = kind.idOf?.(state as never)
    if (!id) return null
    open[`${kind.family}:${id}`] = state
  }
  return open
}

function knownState(kind: RoomKind, reading: StreamReading | undefined, known: KnownRooms): RoomState | null {
  const now = known as unknown as Fields
  const fields = fieldNames(kind).map((name) => [name, now[name] ?? reading?.unsaid?.[name] ?? null] as const)
  // A room that is not known has nulls also where its state never has one.
  if (fields.some(([name, field]) => field === null && !mayBeNull(kind, name))) return null
  return { family: kind.family, ...Object.fromEntries(fields) } as RoomState
}

function mayBeNull({ state }: RoomKind, name: string): boolean {
  const field = state.shape[name] as { safeParse(value: null): { readonly success: boolean } } | undefined
  return field?.safeParse(null).success ?? false
}

function fieldsOf(state: RoomState): Partial<KnownRooms> {
  const { family: _, ...fields } = state as SingleRoom
  return fields
}
