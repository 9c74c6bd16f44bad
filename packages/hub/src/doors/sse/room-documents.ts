// How the states of rooms are written into the one message that shows them all. Most are written as they are; here
// stand those for which this door has words of its own.
import { kindOfFamily, type RoomState, type SnapshotFrame, toRest } from '@baton/protocol'
import { deviceDocument, sessionDocument } from '#doors/http'
import type { FollowerTickets, SessionReading } from '#engine'

type Document = Readonly<Record<string, unknown>>
type StateOf<F extends RoomState['family']> = Extract<RoomState, { readonly family: F }>

export interface Showing {
  readonly epoch: string
  readonly seq: number
  readonly now: number
  ticketsOf(reading: SessionReading): FollowerTickets
  /** The device that sounds, where the follower sees a session. */
  readonly active: string | null | undefined
}

const OWN_WORDS: { readonly [F in RoomState['family']]?: (state: StateOf<F>, showing: Showing) => Document } =
  {
    session({ session, queue }, { epoch, seq, now, ticketsOf }) {
      const reading = { session, epoch, seq, now }
      return { ...sessionDocument(reading, ticketsOf(reading)), queue: toRest(queue) }
    },
    devices: ({ devices }, { active }) => ({
      devices: devices.map((device) => deviceDocument(device, active)),
    }),
  }

/** Rooms of which one may follow several are listed by their family. */
const LISTED: { readonly [F in RoomState['family']]?: (state: StateOf<F>) => Document } = {
  playlist: ({ playlist, entries }) => ({ ...playlist, entries }),
}

export function roomDocuments(frames: readonly SnapshotFrame[], showing: Showing): readonly Document[] {
  const listed = new Map<string, Document[]>()
  const single = frames.flatMap(({ state }): Document[] => {
    const own = OWN_WORDS[state.family] as ((state: RoomState, showing: Showing) => Document) | undefined
    if (own) return [own(state, showing)]
    if (kindOfFamily(state.family).ofEach === null) return [toRest(plain(state)) as Document]
    const name = `open_${state.family}s`
    const write = (LISTED[state.family] ?? plain) as (state: RoomState) => Document
    listed.set(name, [...(listed.get(name) ?? []), toRest(write(state)) as Document])
    return []
  })
  return [...single, ...[...listed].map(([name, open]) => ({ [name]: open }))]
}

function plain({ family: _, ...fields }: RoomState): Document {
  return fields
}
