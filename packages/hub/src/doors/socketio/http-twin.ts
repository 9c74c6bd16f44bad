// The operations of the sockets asked for over HTTP, and what sockets are shown. Same names, same commands, same receipts;
// whoever names a `client_op_id` is answered at the own sockets too. Rules in docs/protocol/socketio.md.
import {
  BatonError,
  type CommandId,
  musicBoxContract as contract,
  ERRORS,
  type HouseholdId,
  type OperationName,
  type Route,
} from '@baton/protocol'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { commandIdIn, errorTypeOf, inEnvelope, refusalsInEnvelope, route, statusOf } from '#doors/http'
import type { Engine, HealthReadings, Principal } from '#engine'
import type { Document } from './document.ts'
import { healthTold } from './health.ts'
import { type Outcome, operate, saidOperationId } from './operations.ts'
import { playerDocument } from './player-state.ts'
import { playlistDocument, playlistHead } from './playlist-documents.ts'
import { problemFields, problemOf } from './problems.ts'
import { readAbout, readPlayer, readPlaylists, readPlays, type Sources } from './readings.ts'
import { TAG_TWINS } from './tag-twin.ts'
import { readLinking, tagCommand } from './tags.ts'

export interface TwinParts extends Sources {
  readonly health: Pick<HealthReadings, 'present'>
  /** Of the hub, as releases are numbered. */
  readonly version: string
  /** Looks for new music in the household's music folders. */
  readonly scan: (householdId: HouseholdId) => void
  /** Tells all of a user's sockets what an operation came to. */
  readonly tellUser: (userId: string, event: 'ack:op' | 'err:op', document: Document) => void
}

/** Each operation by its route, and what is said when it went well. */
const TWINS: readonly (readonly [Route, OperationName, string])[] = [
  [contract.play, 'player.play', 'Playing'],
  [contract.pause, 'player.pause', 'Paused'],
  [contract.toggle, 'player.toggle', 'Toggled'],
  [contract.stop, 'player.stop', 'Stopped'],
  [contract.next, 'player.next', 'Next track'],
  [contract.previous, 'player.previous', 'Previous track'],
  [contract.seek, 'player.seek', 'Position changed'],
  [contract.volume, 'player.volume', 'Volume changed'],
  [contract.enqueue, 'queue.add', 'Added to the queue'],
  [contract.create, 'playlist.create', 'Playlist created'],
  [contract.update, 'playlist.update', 'Playlist changed'],
  [contract.delete, 'playlist.delete', 'Playlist deleted'],
  [contract.start, 'playlist.start', 'Playlist started'],
  [contract.startAt, 'playlist.start', 'Playlist started'],
  [contract.reorder, 'playlist.reorder', 'Playlist reordered'],
  [contract.addTracks, 'playlist.add_tracks', 'Tracks added'],
  [contract.removeTracks, 'playlist.remove_tracks', 'Tracks removed'],
  [contract.moveTrack, 'playlist.move_track', 'Track moved'],
]

/** Refusals about which nothing is read any more: there is no time for it, or nowhere to read. */
const UNREAD = new Set<string>(['unauthenticated', 'too-many', 'unavailable', 'internal'])

export function httpTwin(parts: TwinParts): FastifyPluginAsync {
  const { engine, tellUser } = parts
  /** It is read, and so it is counted: what is refused before its command is, is counted nowhere else. */
  const seqWith = async ({ principal }: FastifyRequest, { code }: BatonError) => {
    if (!principal || UNREAD.has(ERRORS[code].kind)) return { server_seq: null }
    const refused = await engine.rates.count('read', principal.userId)
    return { server_seq: refused ? null : await seqOf(engine, principal) }
  }
  return async (app) => {
    await app.register(async (reading) => {
      refusalsInEnvelope(reading, seqWith)
      readings(reading, parts)
    })
    await app.register(async (operating) => {
      refusalsInEnvelope(operating, async (request, refused) => {
        const place = await seqWith(request, refused)
        const id = saidId(request)
        if (id === null) return place
        if (request.principal) {
          const problem = problemFields(problemOf(refused))
          const failed = {
            client_op_id: id,
            success: false,
            ...problem,
            ...(place.server_seq !== null && place),
          }
          tellUser(request.principal.userId, 'err:op', failed)
        }
        return { client_op_id: id, ...place }
      })
      operations(operating, parts)
    })
  }
}

type App = Parameters<FastifyPluginAsync>[0]
type Work = (request: FastifyRequest, principal: Principal, id: CommandId | undefined) => Promise<Outcome>

function operations(app: App, { engine, library, tellUser }: TwinParts): void {
  const works: readonly (readonly [Route, string, Work])[] = [
    ...TWINS.map(([declared, name, message]): [Route, string, Work] => [
      declared,
      message,
      (request, principal, id) =>
        operate({ engine, library }, principal, { name, payload: payloadOf(request), id }),
    ]),
    ...TAG_TWINS.map(({ declared, message, commandOf }): [Route, string, Work] => [
      declared,
      message,
      (request, principal, id) => tagCommand(engine, principal, commandOf(request), id),
    ]),
  ]
  for (const [declared, message, carryOut] of works) {
    route(app, declared, async (request, reply) => {
      const principal = request.signedIn()
      const id = commandIdIn(request, 'client_op_id')
      const { data, seq } = await carryOut(request, principal, id)
      const done = { ...(id !== undefined && { client_op_id: id }), server_seq: seq }
      if (id !== undefined) tellUser(principal.userId, 'ack:op', { ...done, success: true, data })
      reply.code(declared.status ?? 200)
      return inEnvelope(request, message, data, done)
    })
  }
}

function readings(app: App, { engine, library, health, scan, version }: TwinParts): void {
  const sources = { engine, library }
  route(app, contract.player, async (request) => {
    const player = await readPlayer(sources, request.signedIn())
    const data = playerDocument(player, engine.now(), player.plays)
    return inEnvelope(request, 'The player', data, { server_seq: player.seq })
  })

  route(app, contract.playlists, async (request) => {
    const principal = request.signedIn()
    const { playlists, seq } = await readPlaylists(engine, principal)
    const about = await readAbout(sources, principal)
    const heads = playlists.map((playlist) => playlistHead(playlist, seq, about))
    return inEnvelope(
      request,
      'All playlists',
      { playlists: heads, total: heads.length },
      { server_seq: seq },
    )
  })

  route(app, contract.playlist, async (request) => {
    const principal = request.signedIn()
    const reading = await engine.playlist(principal, request.params.id)
    if (reading?.playlist.deletedAt !== null) throw new BatonError('playlist.not-found')
    const { seq } = reading
    const about = await readAbout(sources, principal)
    const plays = await readPlays(library, principal, reading.entries)
    const playlist = playlistDocument(reading, seq, about, plays)
    return inEnvelope(request, 'The playlist', { ...playlist, playlist }, { server_seq: seq })
  })

  route(app, contract.nfc, async (request) => {
    const { data, seq } = await readLinking(engine, request.signedIn())
    return inEnvelope(request, 'The linking', data, { server_seq: seq })
  })

  route(app, contract.sync, async (request, reply) => {
    const principal = request.signedIn()
    scan(principal.householdId)
    reply.code(202)
    return inEnvelope(request, 'Looking for new music', {}, { server_seq: await seqOf(engine, principal) })
  })

  route(app, contract.health, async (request, reply) => {
    const principal = request.signedIn()
    const { problems, ...told } = healthTold(await health.present(principal))
    const isUnhealthy = told.status === 'unhealthy'
    const more = { server_seq: isUnhealthy ? null : await seqOf(engine, principal) }
    const answer = inEnvelope(request, problems[0]?.error ?? 'All is well', told, more)
    if (!isUnhealthy) return answer
    reply.code(statusOf('store.unavailable'))
    return { ...answer, status: 'error', error_type: errorTypeOf('store.unavailable') }
  })

  route(app, contract.system, async (request) => {
    const server_seq = await seqOf(engine, request.signedIn())
    const data = {
      name: 'Baton',
      version,
      server_time: engine.now(),
      uptime_s: Math.floor(process.uptime()),
    }
    return inEnvelope(request, 'This hub', data, { server_seq })
  })
}

/** What the operation takes, of the body and of the path. */
function payloadOf({ body, params }: FastifyRequest): object {
  const { id, track_number } = params as { readonly id?: string; readonly track_number?: number }
  return {
    ...(body as object),
    ...(id !== undefined && { playlist_id: id }),
    ...(track_number !== undefined && { track_number }),
  }
}

/** By which the operation was named, even where it was refused before anybody looked at it. */
function saidId({ body, headers }: FastifyRequest): string | null {
  const inBody: unknown = (body as { readonly client_op_id?: unknown } | null | undefined)?.client_op_id
  return saidOperationId(inBody ?? headers['idempotency-key'])
}

async function seqOf(engine: Engine, principal: Principal): Promise<number | null> {
  try {
    return (await engine.session(principal, principal.sessionId))?.seq ?? null
  } catch {
    return null
  }
}
