// What displays say over HTTP of what they have shown, and how often artworks were shown. docs/protocol/views.md.
import { BatonError, type PostId, type PostView, toRest, viewContract } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { bearerIn, route } from '#doors/http'
import type { Principal, ViewOutcome, ViewReadings, ViewTaking } from '#engine'
import { csvOf } from './csv.ts'

export interface ViewDoorParts {
  readonly views: ViewTaking
  readonly readings: ViewReadings
  /** Those of these artworks that this principal may see. */
  readonly postsOf: (principal: Principal, postIds: readonly PostId[]) => Promise<readonly PostView[]>
  /** The display that speaks by this token; null: none. */
  readonly displayByToken: (token: string) => Promise<{ readonly playerKey: string } | null>
  /** On the hub's clock. */
  readonly now: () => number
}

const STATUS: Readonly<Record<ViewOutcome, number>> = {
  recorded: 202,
  'self-view': 202,
  duplicate: 200,
  rate_limited: 429,
  post_not_found: 404,
  player_not_registered: 404,
  player_key_mismatch: 400,
  player_no_owner: 400,
  owner_not_permitted: 403,
  unreadable: 400,
  busy: 503,
  failed: 503,
}

export function viewDoor(parts: ViewDoorParts): FastifyPluginAsync {
  const { views, readings, postsOf, displayByToken, now } = parts
  return async (app) => {
    route(app, viewContract.send, async (request, reply) => {
      const receivedAt = now()
      const display = await displayByToken(bearerIn(request.headers.authorization) ?? '')
      if (!display) throw new BatonError('auth.required')
      const { playerKey } = display
      const { outcome, result, retryAfterMs } = await views.takeView({
        playerKey,
        payload: request.body,
        receivedAt,
      })
      reply.code(STATUS[outcome])
      if (outcome === 'rate_limited') {
        reply.header('retry-after', Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1_000)))
      }
      return result
    })

    route(app, viewContract.ofAuthor, async (request) =>
      toRest(await readings.ofAuthor(request.signedIn(), request.query.days)),
    )

    route(app, viewContract.ofAuthorCsv, async (request, reply) => {
      const stats = await readings.ofAuthor(request.signedIn(), request.query.days)
      return asCsv(reply, 'artworks', csvOf(stats))
    })

    route(app, viewContract.trending, async (request) => {
      const principal = request.signedIn()
      const ranked = await readings.trending(principal, request.query.limit)
      const shown = await postsOf(
        principal,
        ranked.map(({ postId }) => postId as PostId),
      )
      const byId = new Map<number, PostView>(shown.map((post) => [post.postId, post]))
      const items = ranked.flatMap((one) => {
        const post = byId.get(one.postId)
        return post ? [{ ...one, post }] : []
      })
      return toRest({ items })
    })

    route(app, viewContract.ofArtwork, async (request) =>
      toRest(await readings.ofArtwork(request.signedIn(), request.params.post_id, request.query.days)),
    )

    route(app, viewContract.ofArtworkCsv, async (request, reply) => {
      const { post_id: postId } = request.params
      const stats = await readings.ofArtwork(request.signedIn(), postId, request.query.days)
      return asCsv(reply, `artwork-${postId}`, csvOf(stats))
    })
  }
}

function asCsv(reply: FastifyReply, name: string, csv: string): string {
  reply.header('content-type', 'text/csv; charset=utf-8')
  reply.header('content-disposition', `attachment; filename="${name}.csv"`)
  reply.header('cache-control', 'no-store')
  return csv
}
