// Artwork of the installation. What is kept is plain rows: who may do what is decided here. Rules in
// docs/protocol/artwork.md.
import { BatonError, MAX_REACTIONS, type PostId } from '@baton/protocol'
import { visibleTo } from '#domain'
import type { Artwork, ArtworkViewer } from '../api/artwork.ts'
import type { RunningEngine } from '../create-engine.ts'
import type { Chance } from '../ports/clock.ts'
import type { Pictures } from '../ports/pictures.ts'
import type { Changes, Post, PostStore } from '../ports/posts.ts'
import type { ArtworkNews } from './artwork-news.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { freshSqid } from './sqid.ts'

export interface ArtworkParts {
  readonly store: PostStore
  readonly pictures: Pictures
  readonly engine: Pick<RunningEngine, 'now'>
  readonly news: ArtworkNews
  readonly chance: Chance
}

/** What the parts of artwork share. */
export interface ArtworkCore extends Artwork {
  /** One that this viewer may see; else `artwork.not-found`. */
  seen(viewer: ArtworkViewer, postId: PostId | null): Promise<Post>
  /** Tells whoever looks that something has changed. */
  tell(changes: Changes): void
}

export function artworkCore(parts: ArtworkParts): ArtworkCore {
  const { store, pictures, engine, news, chance } = parts
  const core: ArtworkCore = {
    async post(postId) {
      const post = await store.post(postId)
      return post?.deletedAt === null ? post : null
    },
    visibleTo,
    async query(query) {
      const { channel, sort, limit, viewer, channelUserSqid = null, channelHashtag = null } = query
      const after = placeOf(query)
      const { posts, next } = await store.page({
        channel,
        order: sort,
        limit,
        viewer,
        authorSqid: channelUserSqid,
        hashtag: channelHashtag,
        seed: after?.seed ?? chance.seed(),
        after,
      })
      return { posts, nextCursor: next && cursorOf(query, next) }
    },
    async react(viewer, postId, emoji) {
      await core.seen(viewer, postId)
      const limits = { at: engine.now(), most: MAX_REACTIONS }
      const changes = await store.react(postId, viewer.userId, emoji, limits)
      if (changes === 'full') throw new BatonError('artwork.reactions', { limit: MAX_REACTIONS })
      core.tell(changes)
    },
    async unreact(viewer, postId, emoji) {
      await core.seen(viewer, postId)
      core.tell(await store.unreact(postId, viewer.userId, emoji))
    },
    userOfSqid: (sqid) => store.userOfSqid(sqid),
    sqidOf: (userId) => store.sqidOf(userId, freshSqid(chance)),
    async image(viewer, postId, { scale, format }) {
      const { pictureKey: key, ...post } = await core.seen(viewer, postId)
      const lossless = post.frameCount > 1 ? 'webp' : 'png'
      const asked = { scale, format: format ?? lossless }
      const image = await pictures.scaled({ key, ...post }, asked, viewer.userId)
      if (!image) throw new BatonError('artwork.not-found')
      return image
    },
    async seen({ userId, householdId }, postId) {
      const post = postId && (await core.post(postId))
      if (!post || !visibleTo(userId, householdId, post)) throw new BatonError('artwork.not-found')
      return post
    },
    tell: (changes) => news.tell(changes),
  }
  return core
}
