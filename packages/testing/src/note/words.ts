// The words of a family that only tests know: notes that are left for oneself or for the household, and lapse.
import { type BatonEvent, type CommandRights, idInRoom, roomKind, UserId } from '@baton/protocol'
import { z } from 'zod'

export const NoteId = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/)
  .brand<'NoteId'>()
export type NoteId = z.infer<typeof NoteId>

const Text = z.string().min(1).max(500)

export const NoteView = z.object({
  noteId: NoteId,
  ownerId: UserId,
  text: Text,
  isShared: z.boolean(),
  /** Null: it stays. */
  lapsesAt: z.int().nullable(),
  revision: z.int().min(1),
})
export type NoteView = Readonly<z.infer<typeof NoteView>>

export const NoteCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('note.write'),
    noteId: NoteId,
    text: Text,
    isShared: z.boolean().optional(),
    lastsMs: z.int().min(1).max(86_400_000).optional(),
    /** Pauses its writer's music, so that it is read. */
    isUrgent: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('note.erase'), noteId: NoteId }),
])
export type NoteCommand = Readonly<z.infer<typeof NoteCommand>>

/** What the hub tells itself. */
export type NoteTimerCommand = { readonly type: 'note.lapse'; readonly noteId: NoteId }

const WRITING = { scope: 'library', rateClass: 'queue' } as const
export const NOTE_COMMAND_RIGHTS: Readonly<Record<NoteCommand['type'], CommandRights>> = {
  'note.write': WRITING,
  'note.erase': WRITING,
}

export const NoteEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('note.written'), note: NoteView }),
  /** As written; and others may see it from now on, or no longer. */
  z.object({ type: z.literal('note.sharing-changed'), note: NoteView }),
  z.object({ type: z.literal('note.gone'), noteId: NoteId }),
])
export type NoteEvent = Readonly<z.infer<typeof NoteEvent>>

export type NoteRoom = `note:${NoteId}`

/** What a room of a note shows; null: it is gone. */
export const NoteState = z.object({ family: z.literal('note'), note: NoteView.nullable() })
export type NoteState = Readonly<z.infer<typeof NoteState>>

export const noteRooms = roomKind<NoteRoom>()({
  family: 'note',
  ofEach: NoteId,
  idOf: ({ note }) => note?.noteId ?? null,
  scope: 'library',
  events: ['note'],
  state: NoteState,
  beacons: [],
  fold: ({ family, note }, event) => ({ family, note: foldNote(note, asNoteEvent(event)) }),
})

export function noteRoom(noteId: NoteId): NoteRoom {
  return `note:${noteId}`
}

export function noteOfRoom(room: string): NoteId | null {
  return idInRoom<NoteId>('note', room)
}

/** What a room of a note shows after an event. */
export function foldNote(_note: NoteView | null, event: NoteEvent): NoteView | null {
  return event.type === 'note.gone' ? null : event.note
}

/** The protocol's list of events does not know a family of the tests. */
export function asNoteEvent(event: BatonEvent): NoteEvent {
  return event as unknown as NoteEvent
}
