import {
  BatonError,
  type Command,
  type PlaylistCommand,
  PlaylistId,
  type PlaylistView,
  titleKey,
  toRest,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { RestRoutes } from '../rest-door.ts'
import { answered, commanded, receiptDocument } from '../shared/answer-command.ts'
import {
  AddTracksBody,
  ChangePlaylistBody,
  CommandBody,
  MoveTrackBody,
  NewPlaylistBody,
  RemoveTracksBody,
  ReorderBody,
  RestoreBody,
  SaveQueueBody,
  StartBody,
} from '../shared/bodies.ts'
import { CommandAnswer, PlaylistAnswer, PlaylistDocument, PlaylistPage } from '../shared/documents.ts'
import { sourceOf } from '../shared/track-source.ts'

const tag = 'playlists'
const params = z.object({ id: PlaylistId })
const ListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().min(1).max(2_000).optional(),
})
const List = z.object({ items: z.array(PlaylistDocument), nextCursor: z.string().nullable() })

export const playlistRoutes: RestRoutes = ({ engine, library }) =>
  async function routes(app) {
    const config = limited('queue')
    const said = (summary: string) => routeSchema({ tag, summary, answer: PlaylistAnswer })
    const created = (summary: string) => routeSchema({ tag, summary, answer: PlaylistAnswer, status: 201 })

    const execute = async (request: FastifyRequest, command: PlaylistCommand) => {
      const receipt = await commanded(engine, request, command as Command)
      const id = receipt.result.playlistId ?? ('playlistId' in command ? command.playlistId : null)
      const reading = id && (await engine.playlist(request.signedIn(), id))
      const playlist = reading?.playlist.deletedAt === null ? documentOf(reading.playlist) : null
      return { playlist, receipt: receiptDocument(receipt) }
    }

    app.get(
      '/playlists',
      {
        schema: {
          querystring: ListQuery,
          ...routeSchema({ tag, summary: 'Playlists that you may see, by title', answer: List }),
        },
      },
      async (request) => pageOf(await engine.playlists(request.signedIn()), request.query),
    )

    app.post(
      '/playlists',
      { config, schema: { body: NewPlaylistBody, ...created('A new playlist, empty or of some music') } },
      async (request, reply) => {
        const { title, description, visibility } = request.body
        const source = sourceOf(request.body)
        reply.code(201)
        return execute(request, { type: 'playlist.create', title, description, visibility, source })
      },
    )

    app.post(
      '/queue/save',
      { config, schema: { body: SaveQueueBody, ...created('A new playlist of what stands in the queue') } },
      async (request, reply) => {
        const { sessionId } = request.signedIn()
        const { title, description, visibility } = request.body
        reply.code(201)
        return execute(request, { type: 'playlist.save-queue', sessionId, title, description, visibility })
      },
    )

    app.get(
      '/playlists/:id',
      { schema: { params, ...routeSchema({ tag, summary: 'A playlist', answer: PlaylistPage }) } },
      async (request) => {
        const principal = request.signedIn()
        const reading = await engine.playlist(principal, request.params.id)
        if (reading?.playlist.deletedAt !== null) throw new BatonError('playlist.not-found')
        const { playlist, entries, epoch, seq } = reading
        const missing = new Set(await library.missingOf(principal.householdId, playlist.playlistId))
        const tracks = entries.map((entry, nth) => {
          return { ...entry, number: nth + 1, missing: missing.has(entry.trackId) }
        })
        return { ...documentOf(playlist), ...(toRest({ tracks, epoch, seq }) as object) }
      },
    )

    app.patch(
      '/playlists/:id',
      {
        config,
        schema: { params, body: ChangePlaylistBody, ...said('Rename it, describe it, say who sees it') },
      },
      async (request) => {
        const { title, description, visibility } = request.body
        return execute(request, {
          type: 'playlist.change',
          ...about(request),
          title,
          description,
          visibility,
        })
      },
    )

    app.delete(
      '/playlists/:id',
      {
        config,
        schema: {
          params,
          body: CommandBody.optional(),
          ...said('Delete it; it can be restored for 30 days'),
        },
      },
      async (request) => execute(request, { type: 'playlist.delete', playlistId: request.params.id }),
    )

    app.post(
      '/playlists/:id/restore',
      { config, schema: { params, body: RestoreBody.default({}), ...said('Bring a deleted playlist back') } },
      async (request) => execute(request, { type: 'playlist.restore', ...about(request) }),
    )

    app.post(
      '/playlists/:id/tracks',
      {
        config,
        schema: { params, body: AddTracksBody, ...said('Add tracks, an album, an artist or a playlist') },
      },
      async (request) => {
        const { at } = request.body
        const source = sourceOf(request.body) ?? { trackIds: [] }
        return execute(request, { type: 'playlist.add', ...about(request), source, at })
      },
    )

    app.post(
      '/playlists/:id/remove',
      { config, schema: { params, body: RemoveTracksBody, ...said('Remove entries') } },
      async (request) => {
        return execute(request, { type: 'playlist.remove', ...about(request), places: request.body.tracks })
      },
    )

    app.post(
      '/playlists/:id/move',
      { config, schema: { params, body: MoveTrackBody, ...said('Move an entry behind another') } },
      async (request) => {
        const { track: place, after } = request.body
        return execute(request, { type: 'playlist.move', ...about(request), place, after })
      },
    )

    app.post(
      '/playlists/:id/reorder',
      { config, schema: { params, body: ReorderBody, ...said('Put all entries into another order') } },
      async (request) => {
        return execute(request, {
          type: 'playlist.reorder',
          ...about(request),
          order: request.body.track_order,
        })
      },
    )

    app.post(
      '/playlists/:id/start',
      {
        config,
        schema: {
          params,
          body: StartBody.default({}),
          ...routeSchema({ tag, summary: 'Play it instead of the queue', answer: CommandAnswer }),
        },
      },
      async (request) => {
        const principal = request.signedIn()
        const { sessionId } = principal
        const playlistId = request.params.id
        const { track: place } = request.body
        const command = { type: 'queue.start-playlist', sessionId, playlistId, place } as const
        return answered(engine, principal, await commanded(engine, request, command))
      },
    )
  }

interface About {
  readonly params: { readonly id: PlaylistId }
  readonly body: { readonly playlist_seq?: number | undefined }
}

function about({ params: { id }, body }: About) {
  return { playlistId: id, ifRevision: body.playlist_seq }
}

function documentOf(playlist: PlaylistView): object {
  return toRest({ ...playlist, playlistSeq: playlist.revision }) as object
}

/** The list is short enough to be read whole; a cursor names the last playlist of the page before. */
function pageOf(playlists: readonly PlaylistView[], { limit, cursor }: z.infer<typeof ListQuery>): object {
  const from = cursor === undefined ? 0 : firstBehind(playlists, placeIn(cursor))
  const items = playlists.slice(from, from + limit)
  const last = items.at(-1)
  const more = last !== undefined && from + limit < playlists.length
  return {
    items: items.map(documentOf),
    next_cursor: more
      ? Buffer.from(JSON.stringify([titleKey(last), last.playlistId])).toString('base64url')
      : null,
  }
}

type Place = readonly [key: string, id: string]

function placeIn(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return z.tuple([z.string(), z.string()]).parse(place)
  } catch (cause) {
    throw new BatonError('request.invalid', { field: 'cursor' }, { cause })
  }
}

function firstBehind(playlists: readonly PlaylistView[], [key, id]: Place): number {
  const at = playlists.findIndex((one) => {
    const own = titleKey(one)
    return own > key || (own === key && one.playlistId > id)
  })
  return at < 0 ? playlists.length : at
}
