import type { PluggedFamily } from '../worlds/plugged-family.ts'
import { noteFamily } from './family.ts'
import { noteRoomRows, noteRoomRules } from './room.ts'
import { noteRoutes } from './routes.ts'
import { createNoteTable, noteRows } from './rows.ts'
import { noteWords } from './stream-words.ts'
import { noteRooms } from './words.ts'

/** The lines of notes, one for each registry. */
export const NOTE_LINES: PluggedFamily = {
  family: noteFamily,
  rows: [noteRows],
  roomKinds: [noteRooms],
  roomRules: [noteRoomRules],
  roomRows: [noteRoomRows],
  routes: [noteRoutes],
  words: [noteWords],
  createTables: createNoteTable,
}
