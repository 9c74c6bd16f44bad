import type { RoomRules } from '@baton/hub/domain'
import { type MakeRoomRows, pick } from '@baton/hub/stores/sql'
import type { RoomState } from '@baton/protocol'
import { NOTES } from './family.ts'
import { asNoteEvent, type NoteState, noteOfRoom } from './words.ts'

export const noteRoomRules: RoomRules = {
  family: 'note',
  changesRights: (event) => asNoteEvent(event).type === 'note.sharing-changed',
}

export const noteRoomRows: MakeRoomRows = (rowsOf) => ({
  family: 'note',
  *show({ householdId, userId }, room) {
    const noteId = noteOfRoom(room)
    if (!noteId) return null
    const found = yield* pick(rowsOf, householdId, NOTES, noteId, 'head')
    const note = found.state
    if (!note || (!note.isShared && note.ownerId !== userId)) return null
    const state: NoteState = { family: 'note', note }
    // The protocol's list of states does not know a family of the tests.
    return { state: state as unknown as RoomState, found }
  },
})
