import type { RoomRules } from '@baton/hub/domain'
import { type MakeRoomRows, pick } from '@baton/hub/stores/sql'
import type { BatonEvent, RoomState } from '@baton/protocol'
import { NOTES } from './family.ts'
import type { NoteEvent, NoteId, NoteView } from './words.ts'

/** What a room of a note shows. The protocol's list of states does not know a family of the tests. */
export interface NoteState {
  readonly family: 'note'
  readonly note: NoteView
}

/** Whether others see a note is said anew each time it is written. */
export const noteRoomRules: RoomRules = {
  family: 'note',
  changesRights: (event: BatonEvent) => (event as unknown as NoteEvent).type === 'note.written',
}

export const noteRoomRows: MakeRoomRows = (rowsOf) => ({
  family: 'note',
  *show({ householdId, userId }, room) {
    const noteId = room.slice('note:'.length) as NoteId
    const found = yield* pick(rowsOf, householdId, NOTES, noteId, 'head')
    const note = found.state
    if (!note || (!note.isShared && note.ownerId !== userId)) return null
    const state: NoteState = { family: 'note', note }
    return { state: state as unknown as RoomState, found }
  },
})
