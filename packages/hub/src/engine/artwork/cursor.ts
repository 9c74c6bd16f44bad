import { BatonError, PostId } from '@baton/protocol'
import type { ArtworkQuery } from '../api/artwork.ts'
import type { PostPlace } from '../ports/posts.ts'

/** A cursor belongs to the list and the order that made it. */
export function cursorOf(query: ArtworkQuery, { seed, key, postId }: PostPlace): string {
  return Buffer.from(JSON.stringify([listOf(query), seed, key, postId])).toString('base64url')
}

/** Null: the list begins. */
export function placeOf(query: ArtworkQuery): PostPlace | null {
  if (query.cursor === undefined) return null
  const [list, seed, key, postId] = read(query.cursor)
  const place = PostId.safeParse(postId)
  if (list !== listOf(query) || !isWhole(seed) || !isWhole(key) || !place.success) throw odd()
  return { seed, key, postId: place.data }
}

function listOf({ channel, sort, channelUserSqid, channelHashtag }: ArtworkQuery): string {
  const about = { by_user: channelUserSqid, hashtag: channelHashtag, all: '', promoted: '', user: '' }[
    channel
  ]
  return `${channel} ${sort} ${about}`
}

function read(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(parts) ? parts : []
  } catch (cause) {
    throw new BatonError('request.invalid', { field: 'cursor' }, { cause })
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function odd(): BatonError {
  return new BatonError('request.invalid', { field: 'cursor' })
}
