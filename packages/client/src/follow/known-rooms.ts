import {
  type BatonEvent,
  type KnownQueue,
  kindOfEvent,
  NO_QUEUE,
  ROOM_KINDS,
  type RoomKind,
  type RoomState,
} from '@baton/protocol'

/** Rooms of which a client follows one at most: everybody's single ones, and its own session. */
export type SingleRoom = Exclude<RoomState, { readonly family: 'playlist' }>

type FieldName = SingleRoom extends infer S ? (S extends unknown ? Exclude<keyof S, 'family'> : never) : never

/** The states of these rooms, side by side; null: not followed, or not heard yet. */
export type KnownRooms = {
  readonly [Name in FieldName]: Extract<SingleRoom, { readonly [K in Name]: unknown }>[Name] | null
}

const WHERE_UNSAID: { readonly queue: KnownQueue } & Partial<KnownRooms> = { queue: NO_QUEUE }
const SINGLE = ROOM_KINDS.filter(({ family, ofEach }) => ofEach === null || family === 'session')
const FIELDS: ReadonlyMap<RoomKind, readonly FieldName[]> = new Map(
  SINGLE.map((kind) => [
    kind,
    Object.keys(kind.state.shape).filter((name) => name !== 'family') as FieldName[],
  ]),
)

export const NO_ROOMS = Object.fromEntries(
  [...FIELDS.values()].flat().map((name) => [name, null]),
) as KnownRooms

/** What a snapshot says of them; null where it cannot be understood. */
export function roomsIn(document: Readonly<Record<string, unknown>>): KnownRooms | null {
  let known = NO_ROOMS
  for (const [{ family, state }, names] of FIELDS) {
    const said = names
      .map((name) => [name, partOf(document, name)] as const)
      .filter(([, part]) => part !== undefined)
    if (said.length === 0) continue
    const read = state.safeParse({ family, ...WHERE_UNSAID, ...Object.fromEntries(said) })
    if (!read.success) return null
    const { family: _, ...fields } = read.data
    known = { ...known, ...fields }
  }
  return known
}

/** A session's fields stand in the document itself; everything else has its name. */
function partOf(document: Readonly<Record<string, unknown>>, name: FieldName): unknown {
  if (name === 'session') return document.timeline === undefined ? undefined : document
  return document[name]
}

/** The room that an event is about, as far as it is known. */
export function roomOfEvent(known: KnownRooms, event: BatonEvent): SingleRoom | null {
  const kind = kindOfEvent(event)
  const names = kind && FIELDS.get(kind)
  if (!names) return null
  const fields = names.map((name) => [name, known[name] ?? WHERE_UNSAID[name]] as const)
  if (fields.some(([, field]) => field === null || field === undefined)) return null
  return { family: kind.family, ...Object.fromEntries(fields) } as SingleRoom
}
