// How notes are asked for over REST: where, with what, and what is answered. In the hub it stands in the protocol.
import { AcceptedReceipt, CommandBody, contractBy, methodOf, pathTo, type RequestsOf } from '@baton/protocol'
import { z } from 'zod'
import { NOTE_COMMAND_RIGHTS, type NoteCommand, NoteId } from './words.ts'

export const noteEndpoints = { write: 'POST /notes', erase: 'DELETE /notes/:id' } as const

const answer = z.object({ receipt: AcceptedReceipt })

export const noteContract = contractBy(NOTE_COMMAND_RIGHTS)('notes', noteEndpoints, {
  write: {
    summary: 'Leave a note, or write it anew',
    command: 'note.write',
    body: CommandBody.extend({
      note_id: NoteId,
      text: z.string().min(1).max(500),
      is_shared: z.boolean().optional(),
      lasts_ms: z.int().min(1).max(86_400_000).optional(),
      is_urgent: z.boolean().optional(),
    }),
    answer,
    status: 201,
  },
  erase: {
    summary: 'Erase a note',
    command: 'note.erase',
    params: z.object({ id: NoteId }),
    body: CommandBody.optional(),
    answer,
  },
})

/** A family of the hub says `requestTo(endpoint, ...)`, which knows the protocol's own routes only. */
export const noteRequests: RequestsOf<NoteCommand> = {
  'note.write': ({ noteId, text, isShared, lastsMs, isUrgent }) => ({
    method: methodOf(noteEndpoints.write),
    path: pathTo(noteEndpoints.write, {}),
    body: { note_id: noteId, text, is_shared: isShared, lasts_ms: lastsMs, is_urgent: isUrgent },
  }),
  'note.erase': ({ noteId }) => ({
    method: methodOf(noteEndpoints.erase),
    path: pathTo(noteEndpoints.erase, { id: noteId }),
  }),
}
