import { route } from '@baton/hub/doors/http'
import { commanded, type RestRoutes, receiptDocument } from '@baton/hub/doors/rest'
import type { Command } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { noteContract } from './contract.ts'
import type { NoteCommand } from './words.ts'

export const noteRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    const execute = async (request: FastifyRequest, command: NoteCommand) => {
      // The protocol's list of commands does not know a family of the tests.
      const { receipt } = await commanded(engine, request, command as unknown as Command)
      return { receipt: receiptDocument(receipt) }
    }

    route(app, noteContract.write, async (request, reply) => {
      const { note_id: noteId, text, is_shared, lasts_ms, is_urgent } = request.body
      reply.code(201)
      return execute(request, {
        type: 'note.write',
        noteId,
        text,
        isShared: is_shared,
        lastsMs: lasts_ms,
        isUrgent: is_urgent,
      })
    })

    route(app, noteContract.erase, async (request) =>
      execute(request, { type: 'note.erase', noteId: request.params.id }),
    )
  }
