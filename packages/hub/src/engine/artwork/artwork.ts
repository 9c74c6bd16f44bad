// Artwork of the installation. What is kept is plain rows: who may do what is decided here, and whoever looks is told
// through the installation's log that something changed. Rules in docs/protocol/artwork.md.
import { BatonError, INSTALLATION, MAX_REACTIONS, type PostId } from '@baton/protocol'
import { type Audience, visibleTo } from '#domain'
import type { Artwork, ArtworkViewer } from '../api/artwork.ts'
import type { RunningEngine } from '../create-engine.ts'
import type { Chance } from '../ports/clock.ts'
import type { Pictures } from '../ports/pictures.ts'
import type { Changes, Post, PostStore } from '../ports/posts.ts'
import { cursorOf, placeOf } from './cursor.ts'
import { freshSqid } from './sqid.ts'

export interface ArtworkParts {
  readonly store: PostStore
  readonly pictures: Pictures
  readonly engine: Pick<RunningEngine, 'announce' | 'now'>
  readonly chance: Chance
  /** Failures that no caller waits for. */
  readonly onFailure: (error: unknown) => void
}

/** What the parts of artwork share. */
export interface ArtworkCore extends Artwork {
  /** One that this viewer may see; else `artwork.not-found`. */
  seen(viewer: ArtworkViewer, postId: PostId | null): Promise<Post>
  /** Tells whoever may have seen it before, or may see it now. */
  tell(changes: Changes, ...posts: readonly [Post, ...Post[]]): Promise<void>
}

export function artworkCore(parts: ArtworkParts): ArtworkCore {
  const { store, pictures, engine, chance, onFailure } = parts
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
      const post = await core.seen(viewer, postId)
      const limits = { at: engine.now(), most: MAX_REACTIONS }
      const changes = await store.react(postId, viewer.userId, emoji, limits)
      if (changes === 'full') throw new BatonError('artwork.reactions', { limit: MAX_REACTIONS })
      await core.tell(changes, post)
    },
    async unreact(viewer, postId, emoji) {
      const post = await core.seen(viewer, postId)
      await core.tell(await store.unreact(postId, viewer.userId, emoji), post)
    },
    userOfSqid: (sqid) => store.userOfSqid(sqid),
    sqidOf: (userId) => store.sqidOf(userId, freshSqid(chance)),
    async image(viewer, postId, { scale, format }) {
      const { pictureKey: key, ...post } = await core.seen(viewer, postId)
      const lossless = post.frameCount > 1 ? 'webp' : 'png'
      const image = await pictures.scaled({ key, ...post }, { scale, format: format ?? lossless })
      if (!image) throw new BatonError('artwork.not-found')
      return image
    },
    async seen({ userId, householdId }, postId) {
      const post = postId && (await core.post(postId))
      if (!post || !visibleTo(userId, householdId, post)) throw new BatonError('artwork.not-found')
      return post
    },
    async tell(changes, post, ...more) {
      if (changes === null) return
      const isHidden = [post, ...more].every(({ visibility }) => visibility === 'private')
      const audience: Audience = isHidden ? post.authorId : 'installation'
      const event = { type: 'artwork.changed', changes, postId: post.postId } as const
      // What it tells of has happened, whether anybody hears of it now or when they look next.
      await engine.announce(INSTALLATION, 'artwork', event, audience).catch(onFailure)
    },
  }
  return core
}
