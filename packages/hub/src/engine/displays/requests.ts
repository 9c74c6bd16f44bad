import {
  BatonError,
  DisplayChannel,
  type ErrorCode,
  Hashtag,
  type ImageQuery,
  MAX_POSTS_PAGE,
  PlayOrder,
  type PostChannel,
  Reaction,
  type Rejection,
  Sqid,
} from '@baton/protocol'
import { z } from 'zod'
import type { DisplayIdentity, DisplayOwner } from '../ports/displays.ts'
import type { Rates } from '../rates/rates.ts'
import type { PlayingForDisplays } from './playing.ts'

const USUAL_PAGE = 20
const MAX_TEXT = 300

/** Artworks as displays ask for them, in the name of their owner. Documents are in our own words. */
export interface ArtworkForDisplays {
  query(
    owner: DisplayOwner,
    asked: {
      readonly channel: PostChannel
      readonly sort: PlayOrder
      readonly cursor: string | null
      readonly limit: number
      readonly userSqid: Sqid | null
      readonly hashtag: Hashtag | null
    },
  ): Promise<{ readonly posts: readonly object[]; readonly nextCursor: string | null }>
  /** Null: there is none that the owner may see. */
  post(owner: DisplayOwner, postId: number): Promise<object | null>
  /** False: there is none that the owner may see. Twice is once. */
  react(owner: DisplayOwner, postId: number, emoji: Reaction): Promise<boolean>
  unreact(owner: DisplayOwner, postId: number, emoji: Reaction): Promise<boolean>
  /** Each pixel as `scale` times `scale`. Null: there is none that the owner may see. */
  image(
    owner: DisplayOwner,
    postId: number,
    asked: ImageQuery,
  ): Promise<{ readonly bytes: Uint8Array; readonly mime: string } | null>
}

const postId = z.int().min(1)
const text = z.string().max(MAX_TEXT).nullish()
const SORTS = ['server_order', 'created_at', 'random'] as const
/** As numbers, as in view events, or as words. */
const Sort = z.union([PlayOrder, z.enum(SORTS).transform((word) => SORTS.indexOf(word) as PlayOrder)])

/** What is passed over in a request is not for us. */
const Asked = z.discriminatedUnion('request_type', [
  z.object({
    request_type: z.literal('query_posts'),
    channel: DisplayChannel.default('all'),
    sort: Sort.nullish(),
    cursor: text,
    limit: z.int().min(1).max(MAX_POSTS_PAGE).default(USUAL_PAGE),
    channel_user_sqid: text,
    channel_hashtag: text,
  }),
  z.object({ request_type: z.literal('get_post'), post_id: postId }),
  z.object({ request_type: z.literal('submit_reaction'), post_id: postId, emoji: Reaction }),
  z.object({ request_type: z.literal('revoke_reaction'), post_id: postId, emoji: Reaction }),
])
type Asked = Readonly<z.infer<typeof Asked>>

const KNOWN = new Set<unknown>(Asked.options.map(({ shape }) => shape.request_type.value))

/** `success: false` comes with `error` and `errorCode`. */
export type DisplayAnswered = Readonly<{ success: boolean; requestId?: string; [field: string]: unknown }>

/** What displays ask for, whichever way it came. Answers, whatever happens. */
export type DisplayRequests = (
  display: DisplayIdentity,
  request: unknown,
  requestId?: string,
) => Promise<DisplayAnswered>

export interface DisplayRequestsParts {
  readonly artwork: ArtworkForDisplays
  readonly playing: Pick<PlayingForDisplays, 'post'>
  readonly rates: Rates
  readonly onFailure: (error: unknown) => void
}

export function displayRequests(parts: DisplayRequestsParts): DisplayRequests {
  const { artwork, playing, rates, onFailure } = parts
  return async (display, request, requestId) => {
    const answer = await answered(display, request).catch((error: unknown) => {
      if (error instanceof BatonError) return refused(error)
      onFailure(error)
      return failed('processing_error', 'The hub failed. Ask again later.')
    })
    return requestId === undefined ? answer : { requestId, ...answer }
  }

  async function answered(display: DisplayIdentity, request: unknown): Promise<DisplayAnswered> {
    const tooMany = await rates.count('read', `display ${display.playerKey}`)
    if (tooMany) return refused(tooMany)
    const { request_type: type, player_key: named } = (request ?? {}) as Record<string, unknown>
    if (named !== undefined && named !== display.playerKey)
      return failed('player_key_mismatch', 'This display does not speak for another one.')
    if (!KNOWN.has(type)) return failed('unknown_request_type', 'There is no such request.')
    const parsed = Asked.safeParse(request)
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.join('.') ?? ''
      return failed('invalid_request', `The field “${where}” is missing or wrong.`)
    }
    return carriedOut(display, parsed.data)
  }

  async function carriedOut(display: DisplayIdentity, asked: Asked): Promise<DisplayAnswered> {
    switch (asked.request_type) {
      case 'query_posts': {
        const { channel, sort, cursor, limit, channel_user_sqid, channel_hashtag } = asked
        if (channel === 'playing') {
          const posts = [await playing.post(display)]
          return { success: true, posts, nextCursor: null, hasMore: false }
        }
        // What goes with another channel is not looked at.
        const userSqid = channel === 'by_user' ? (Sqid.safeParse(channel_user_sqid).data ?? null) : null
        const hashtag = channel === 'hashtag' ? (Hashtag.safeParse(channel_hashtag).data ?? null) : null
        const isMissing = (channel === 'by_user' && !userSqid) || (channel === 'hashtag' && !hashtag)
        if (isMissing) return failed('invalid_request', 'The channel says neither whose nor which.')
        const wanted = { channel, sort: sort ?? 0, cursor: cursor ?? null, limit, userSqid, hashtag }
        const { posts, nextCursor } = await artwork.query(display, wanted)
        return { success: true, posts, nextCursor, hasMore: nextCursor !== null }
      }
      case 'get_post': {
        const post = await artwork.post(display, asked.post_id)
        return post ? { success: true, post } : NO_SUCH_POST
      }
      case 'submit_reaction':
        return done(await artwork.react(display, asked.post_id, asked.emoji))
      case 'revoke_reaction':
        return done(await artwork.unreact(display, asked.post_id, asked.emoji))
    }
  }
}

const NO_SUCH_POST = failed('not_found', 'There is no such artwork.')

function done(isThere: boolean): DisplayAnswered {
  return isThere ? { success: true } : NO_SUCH_POST
}

/** The words of the wire for refusals of the catalogue. */
const WORDS: Readonly<Partial<Record<ErrorCode, string>>> = {
  'artwork.reactions': 'reaction_limit_exceeded',
  'limit.too-many': 'rate_limited',
  'request.invalid': 'invalid_request',
}

function refused({ code, message }: Pick<Rejection, 'code' | 'message'>): DisplayAnswered {
  return failed(WORDS[code] ?? 'processing_error', message)
}

function failed(errorCode: string, error: string): DisplayAnswered {
  return { success: false, error, errorCode }
}
