import type { StreamWords } from '@baton/hub/doors/sse'
import { toRest } from '@baton/protocol'
import type { NoteState } from './words.ts'

/** A note that is followed is shown as a note, without a frame around it. */
export const noteWords: StreamWords<NoteState> = {
  family: 'note',
  nameOf: () => 'note_update',
  documentOf: ({ note }) => toRest(note) as Readonly<Record<string, unknown>>,
}
