// The words of a family that only tests know: notes that are left for oneself or for the household, and lapse.
import type { UserId } from '@baton/protocol'

export type NoteId = string & { readonly __brand: 'NoteId' }

export interface NoteView {
  readonly noteId: NoteId
  readonly ownerId: UserId
  readonly text: string
  readonly isShared: boolean
  /** Null: it stays. */
  readonly lapsesAt: number | null
  readonly revision: number
}

export type NoteCommand =
  | {
      readonly type: 'note.write'
      readonly noteId: NoteId
      readonly text: string
      readonly isShared?: boolean
      readonly lastsMs?: number
      /** Pauses its writer's music, so that it is read. */
      readonly isUrgent?: boolean
    }
  | { readonly type: 'note.erase'; readonly noteId: NoteId }

/** What the hub tells itself. */
export type NoteTimerCommand = { readonly type: 'note.lapse'; readonly noteId: NoteId }

export type NoteEvent =
  | { readonly type: 'note.written'; readonly note: NoteView }
  | { readonly type: 'note.gone'; readonly noteId: NoteId }

export type NoteRoom = `note:${NoteId}`

export function noteRoom(noteId: NoteId): NoteRoom {
  return `note:${noteId}`
}

/** What a room of a note shows after an event. */
export function foldNote(_note: NoteView | null, event: NoteEvent): NoteView | null {
  return event.type === 'note.written' ? event.note : null
}
