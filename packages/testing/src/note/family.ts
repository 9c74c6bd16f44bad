import {
  type CommandFacts,
  change,
  type Decided,
  type Family,
  type Kind,
  type Published,
  type Refused,
  type Timer,
  want,
} from '@baton/hub/domain'
import { type BatonEvent, type Room, rejection } from '@baton/protocol'
import {
  NOTE_COMMAND_RIGHTS,
  type NoteCommand,
  type NoteEvent,
  type NoteId,
  type NoteTimerCommand,
  type NoteView,
  noteRoom,
} from './words.ts'

export const NOTES: Kind<NoteId, NoteView | null> = {
  name: 'note',
  none: null,
  idOf: (noteId) => noteId,
  timers: (note) => new Map(note ? lapsing(note) : []),
}

type AnyNoteCommand = NoteCommand | NoteTimerCommand

/** It needs no session, unless a note is urgent: what that leads to is not read ahead, but found missing. */
export const noteFamily: Family<AnyNoteCommand> = {
  name: 'note',
  prefixes: ['note'],
  rights: NOTE_COMMAND_RIGHTS,
  needs: ({ noteId }) => [want(NOTES, noteId)],
  decide(command, read, facts) {
    const note = read(NOTES, command.noteId)
    if (command.type === 'note.lapse') {
      const isOver = note !== null && note.lapsesAt !== null && note.lapsesAt <= facts.now
      return isOver ? gone(note) : { changes: [], published: [] }
    }
    if (note !== null && note.ownerId !== facts.subject.userId)
      return { rejected: rejection('auth.forbidden') }
    if (command.type === 'note.write') return written(note, command, facts)
    return note ? gone(note) : { changes: [], published: [] }
  },
}

type Write = Extract<NoteCommand, { type: 'note.write' }>

function written(before: NoteView | null, command: Write, { now, subject }: CommandFacts): Decided | Refused {
  const { noteId, text, isShared = false, lastsMs, isUrgent = false } = command
  const { userId, sessionId } = subject
  const pause = { type: 'session.pause', sessionId } as const
  const note: NoteView = {
    noteId,
    ownerId: userId,
    text,
    isShared,
    lapsesAt: lastsMs === undefined ? null : now + lastsMs,
    revision: (before?.revision ?? 0) + 1,
  }
  const changesSharing = before !== null && before.isShared !== isShared
  return {
    changes: [change(NOTES, noteId, before, note)],
    published: [publishedOf(note, { type: changesSharing ? 'note.sharing-changed' : 'note.written', note })],
    revision: note.revision,
    ...(isUrgent && { consequences: [pause] }),
  }
}

function gone(note: NoteView): Decided {
  const { noteId } = note
  const event = { type: 'note.gone', noteId } as const
  return {
    changes: [change(NOTES, noteId, note, null)],
    published: [publishedOf(note, event)],
    revision: note.revision,
  }
}

/** The protocol's list of events and rooms does not know a family of the tests. */
function publishedOf({ noteId, ownerId, isShared, revision }: NoteView, event: NoteEvent): Published {
  return {
    room: noteRoom(noteId) as string as Room,
    audience: isShared ? 'household' : ownerId,
    revision,
    event: event as unknown as BatonEvent,
  }
}

function lapsing({ noteId, lapsesAt }: NoteView): [string, Timer<NoteTimerCommand>][] {
  return lapsesAt === null
    ? []
    : [[`${noteId}/lapse`, { at: lapsesAt, command: { type: 'note.lapse', noteId } }]]
}
