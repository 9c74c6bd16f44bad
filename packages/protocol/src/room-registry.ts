import type { BatonEvent } from './events.ts'
import type { RoomKind } from './room-kind.ts'
import type { Stamp } from './values/stamp.ts'

/**
 * Kinds of rooms, found by what one has in hand: a name, a state, an event. The protocol's own is `ROOMS`; whoever reads
 * rooms of all families takes one as a value.
 */
export interface RoomRegistry<Name extends string, State extends { readonly family: string }> {
  readonly kinds: readonly RoomKind[]
  /** The name of a room, as it is told in the log; null: that is no name of a room. */
  parse(text: string): Name | null
  /** Null: no kind is called like that. */
  called(family: string): RoomKind | null
  /** The kind of the rooms in which such an event is told; null: an event of no kind that is known here. */
  ofEvent(event: Pick<BatonEvent, 'type'>): RoomKind | null
  /** The state of a room after an event of that room. */
  fold(state: State, event: BatonEvent, stamp: Stamp): State
}

export function roomRegistry<Name extends string, State extends { readonly family: string }>(
  kinds: readonly RoomKind[],
): RoomRegistry<Name, State> {
  const byFamily = new Map(kinds.map((kind) => [kind.family, kind]))
  const byEvent = new Map(kinds.flatMap((kind) => kind.events.map((word) => [word, kind] as const)))
  return {
    kinds,
    parse(text) {
      const colon = text.indexOf(':')
      const kind = byFamily.get(colon < 0 ? text : text.slice(0, colon))
      if (!kind) return null
      if (kind.ofEach === null || colon < 0) return kind.ofEach === null && colon < 0 ? (text as Name) : null
      const id = kind.ofEach.safeParse(text.slice(colon + 1))
      return id.success ? (`${kind.family}:${id.data}` as Name) : null
    },
    called: (family) => byFamily.get(family) ?? null,
    ofEvent: ({ type }) => byEvent.get(type.slice(0, type.indexOf('.'))) ?? null,
    fold(state, event, stamp) {
      const kind = byFamily.get(state.family)
      if (!kind) throw new Error(`No kind of room is called ${state.family}`)
      return kind.fold(state, event, stamp) as unknown as State
    },
  }
}
