import {
  ARTWORK_RESTORABLE_MS,
  BatonError,
  type CommandId,
  namedTurns,
  type PostId,
  type PostView,
  Reaction,
  type Scope,
} from '@baton/protocol'
import type { ArtworkDesk, NewArtwork } from '../api/artwork.ts'
import { mustBeWithin, type Principal } from '../api/principal.ts'
import type { Post, PostEdit, PostQuota } from '../ports/posts.ts'
import type { ArtworkCore, ArtworkParts } from './artwork.ts'
import { freshSqid } from './sqid.ts'

/** Each has a picture in memory. */
const MOST_AT_ONCE = 50

export interface ArtworkDeskParts extends ArtworkParts {
  readonly core: ArtworkCore
  readonly quota: PostQuota
  /** What the public counters say; one without a view is left out. */
  readonly publicViews: (postIds: readonly PostId[]) => Promise<ReadonlyMap<number, number>>
}

export function artworkDesk(parts: ArtworkDeskParts): ArtworkDesk {
  const { core, store, pictures, engine, chance, quota, publicViews } = parts
  /** The same that comes twice at once is put in by the first of the two. */
  const sending = namedTurns({ mostWaiting: MOST_AT_ONCE, mostOfOne: 2 })
  return {
    async list(principal, query) {
      const viewer = mustBeWithin(principal, 'read')
      const { posts, nextCursor } = await core.query({ ...query, viewer })
      return { items: await views(viewer, posts), nextCursor }
    },
    read: async (principal, postId) =>
      view(principal, await core.seen(mustBeWithin(principal, 'read'), postId)),
    async some(principal, postIds) {
      const viewer = mustBeWithin(principal, 'read')
      const posts = await store.posts(postIds)
      const isSeen = (post: Post) =>
        post.deletedAt === null && core.visibleTo(viewer.userId, viewer.householdId, post)
      return views(viewer, posts.filter(isSeen))
    },
    async upload(principal, artwork, commandId) {
      const { userId } = person(principal, 'library')
      const name = `${userId} ${commandId ?? chance.uuid()}`
      return view(principal, await sending.take(name, () => put(principal, artwork, commandId)))
    },
    async change(principal, postId, { title, description, hashtags, visibility }) {
      const said = { title, description, hashtags, visibility }
      const edit = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
      return edited(principal, await own(principal, postId), edit)
    },
    async delete(principal, postId) {
      return edited(principal, await own(principal, postId), { deletedAt: engine.now() })
    },
    async restore(principal, postId) {
      const { userId } = person(principal, 'library')
      const post = postId && (await store.post(postId))
      if (post?.authorId !== userId) throw new BatonError('artwork.not-found')
      if (post.deletedAt !== null && engine.now() - post.deletedAt > ARTWORK_RESTORABLE_MS) {
        throw new BatonError('artwork.not-restorable')
      }
      return edited(principal, post, { deletedAt: null })
    },
    async promote(principal, postId, promoted) {
      const { roles, householdId } = person(principal, 'admin')
      if (!roles.includes('owner') || (await store.firstHousehold()) !== householdId) {
        throw new BatonError('auth.forbidden')
      }
      return edited(principal, await core.seen(principal, postId), { promoted })
    },
    async react(principal, id, emoji) {
      const { postId } = await core.seen(person(principal, 'control'), id)
      await core.react(principal, postId, emoji)
      return view(principal, await core.seen(principal, postId))
    },
    async unreact(principal, id, text) {
      const { postId } = await core.seen(person(principal, 'control'), id)
      const emoji = Reaction.safeParse(text)
      if (emoji.success) await core.unreact(principal, postId, emoji.data)
      return view(principal, await core.seen(principal, postId))
    },
  }

  async function put(
    author: Principal,
    artwork: NewArtwork,
    commandId: CommandId | undefined,
  ): Promise<Post> {
    const { image, ...said } = artwork
    const { userId: authorId, householdId } = author
    const { bytes, ...picture } = await pictures.draw(image)
    const pictureKey = chance.uuid()
    const reserved = await store.reserve(
      {
        ...said,
        ...picture,
        authorId,
        householdId,
        createdAt: engine.now(),
        pictureKey,
        sizeBytes: bytes.byteLength,
        commandId: commandId ?? null,
        sqid: freshSqid(chance),
      },
      quota,
    )
    if (reserved === 'begun') throw new BatonError('hub.busy')
    if (reserved === 'quota') throw new BatonError('artwork.quota', { limit: { ...quota } })
    if ('known' in reserved) {
      if (reserved.known.sha256 !== picture.sha256) throw new BatonError('command.conflict')
      return reserved.known
    }
    const { postId } = reserved
    try {
      await pictures.keep(pictureKey, bytes)
    } catch (error) {
      await store.forget([postId])
      throw error
    }
    const changes = await store.publish(postId)
    const post = await store.post(postId)
    if (!post) throw new BatonError('artwork.not-found')
    core.tell(changes)
    return post
  }

  async function edited(principal: Principal, before: Post, edit: PostEdit): Promise<PostView> {
    const changes = await store.change(before.postId, edit)
    const after = await store.post(before.postId)
    if (!after) throw new BatonError('artwork.not-found')
    core.tell(changes)
    return view(principal, after)
  }

  /** An artwork of the caller's own. Others are not theirs to change, if they may see them at all. */
  async function own(principal: Principal, postId: PostId | null): Promise<Post> {
    const post = await core.seen(person(principal, 'library'), postId)
    if (post.authorId !== principal.userId) throw new BatonError('auth.forbidden')
    return post
  }

  async function view(viewer: Principal, post: Post): Promise<PostView> {
    const [shown] = await views(viewer, [post])
    if (!shown) throw new BatonError('artwork.not-found')
    return shown
  }

  async function views({ userId }: Principal, posts: readonly Post[]): Promise<PostView[]> {
    const postIds = posts.map(({ postId }) => postId)
    const [reactions, counts] = await Promise.all([store.reactions(postIds, userId), publicViews(postIds)])
    return posts.map((post) => ({
      postId: post.postId,
      title: post.title,
      description: post.description,
      width: post.width,
      height: post.height,
      frameCount: post.frameCount,
      hashtags: [...post.hashtags],
      author: { sqid: post.authorSqid, username: post.authorName },
      visibility: post.visibility,
      promoted: post.promoted,
      createdAt: post.createdAt,
      deletedAt: post.deletedAt,
      isOwn: post.authorId === userId,
      reactions: [...(reactions.get(post.postId) ?? [])],
      views: counts.get(post.postId) ?? 0,
    }))
  }
}

/** A box is nobody: it has nothing to show and no opinion. */
function person(principal: Principal, needed: Scope): Principal {
  if (principal.isBox) throw new BatonError('auth.forbidden')
  return mustBeWithin(principal, needed)
}
