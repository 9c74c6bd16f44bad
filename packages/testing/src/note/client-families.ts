import { KNOWN_FAMILIES, type KnownFamilies } from '@baton/client'
import { type BatonEvent, ROOM_KINDS, type Room, type RoomState, roomRegistry } from '@baton/protocol'
import { noteRequests } from './contract.ts'
import { NoteEvent, noteRooms } from './words.ts'

/** What a client knows of a hub that has notes beside its own families. */
export const FAMILIES_AND_NOTES: KnownFamilies = {
  requests: { ...KNOWN_FAMILIES.requests, ...noteRequests },
  rooms: roomRegistry<Room, RoomState>([...ROOM_KINDS, noteRooms]),
  readings: [...KNOWN_FAMILIES.readings, { family: 'note', fieldsIn: (note) => ({ note }) }],
  eventIn(message) {
    const event = NoteEvent.safeParse(message).data as BatonEvent | undefined
    return event ?? KNOWN_FAMILIES.eventIn(message)
  },
}
