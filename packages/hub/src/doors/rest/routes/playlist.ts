import {
  BatonError,
  type Command,
  type PlaylistCommand,
  type PlaylistId,
  type PlaylistsQuery,
  type PlaylistView,
  playlistContract,
  titleKey,
  toRest,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { route } from '#doors/http'
import { answered, commanded, ownSession, receiptDocument } from '../shared/answer-command.ts'
import { playlistDocument } from '../shared/playlist-document.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'
import { sourceOf } from '../shared/track-source.ts'

export const playlistRoutes: RestRoutes = ({ engine, library }) =>
  async function routes(app) {
    const execute = async (request: FastifyRequest, command: PlaylistCommand) => {
      const { receipt, after } = await commanded(engine, request, command as Command)
      const playlist = after.playlist?.deletedAt === null ? playlistDocument(after.playlist) : null
      return { playlist, receipt: receiptDocument(receipt) }
    }

    route(app, playlistContract.list, async (request) =>
      pageOf(await engine.playlists(request.signedIn()), request.query),
    )

    route(app, playlistContract.create, async (request, reply) => {
      const { title, description, visibility, rules } = request.body
      const source = sourceOf(request.body)
      reply.code(201)
      return execute(request, { type: 'playlist.create', title, description, visibility, source, rules })
    })

    route(app, playlistContract.saveQueue, async (request, reply) => {
      const { sessionId } = request.signedIn()
      const { title, description, visibility } = request.body
      reply.code(201)
      return execute(request, { type: 'playlist.save-queue', sessionId, title, description, visibility })
    })

    route(app, playlistContract.read, async (request) => {
      const principal = request.signedIn()
      const reading = await engine.playlist(principal, request.params.id)
      if (reading?.playlist.deletedAt !== null) throw new BatonError('playlist.not-found')
      const { playlist, entries, epoch, seq } = reading
      const missing = new Set(await library.missingOf(principal, playlist.playlistId))
      const tracks = entries.map((entry, nth) => {
        return { ...entry, number: nth + 1, missing: missing.has(entry.trackId) }
      })
      return { ...playlistDocument(playlist), ...(toRest({ tracks, epoch, seq }) as object) }
    })

    route(app, playlistContract.change, async (request) => {
      const { title, description, visibility, cover, rules } = request.body
      return execute(request, {
        type: 'playlist.change',
        ...about(request),
        title,
        description,
        visibility,
        cover,
        rules,
      })
    })

    route(app, playlistContract.delete, async (request) =>
      execute(request, { type: 'playlist.delete', playlistId: request.params.id }),
    )

    route(app, playlistContract.restore, async (request) =>
      execute(request, { type: 'playlist.restore', ...about(request) }),
    )

    route(app, playlistContract.add, async (request) => {
      const { at } = request.body
      const source = sourceOf(request.body) ?? { trackIds: [] }
      return execute(request, { type: 'playlist.add', ...about(request), source, at })
    })

    route(app, playlistContract.remove, async (request) => {
      return execute(request, { type: 'playlist.remove', ...about(request), places: request.body.tracks })
    })

    route(app, playlistContract.move, async (request) => {
      const { track: place, after } = request.body
      return execute(request, { type: 'playlist.move', ...about(request), place, after })
    })

    route(app, playlistContract.reorder, async (request) => {
      return execute(request, {
        type: 'playlist.reorder',
        ...about(request),
        order: request.body.track_order,
      })
    })

    route(app, playlistContract.moveTo, async (request) => {
      const { tracks: places, target_playlist_id: targetId, at } = request.body
      return execute(request, { type: 'playlist.move-to', ...about(request), places, targetId, at })
    })

    route(app, playlistContract.start, async (request) => {
      const principal = request.signedIn()
      const playlistId = request.params.id
      const { track: place, session_uuid } = request.body
      const sessionId = ownSession(principal, session_uuid)
      const command = { type: 'queue.start-playlist', sessionId, playlistId, place } as const
      return answered(engine, principal, await commanded(engine, request, command))
    })
  }

interface About {
  readonly params: { readonly id: PlaylistId }
  readonly body: { readonly playlist_seq?: number | undefined }
}

function about({ params: { id }, body }: About) {
  return { playlistId: id, ifRevision: body.playlist_seq }
}

/** The list is short enough to be read whole; a cursor names the last playlist of the page before. */
function pageOf(playlists: readonly PlaylistView[], { limit, cursor }: PlaylistsQuery): object {
  const from = cursor === undefined ? 0 : firstBehind(playlists, placeIn(cursor))
  const items = playlists.slice(from, from + limit)
  const last = items.at(-1)
  const more = last !== undefined && from + limit < playlists.length
  return {
    items: items.map(playlistDocument),
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
