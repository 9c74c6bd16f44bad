import { BatonError, type ImageQuery, type Reaction } from '@baton/protocol'
import type { ArtworkQuery } from '../api/artwork.ts'
import type { DisplayOwner } from '../ports/displays.ts'
import type { ArtworkForDisplays } from './requests.ts'

/** An artwork, as far as a display is told of it. */
export interface ShownArtwork {
  readonly postId: number
  readonly title: string
  readonly authorSqid: string
  readonly authorName: string
  readonly width: number
  readonly height: number
  readonly frameCount: number
  readonly hashtags: readonly string[]
  readonly createdAt: number
}

/** What displays need of whatever keeps artworks. It refuses by `artwork.not-found` what is not there for the viewer. */
export interface ArtworkSource<Post extends ShownArtwork> {
  query(query: ArtworkQuery): Promise<{ readonly posts: readonly Post[]; readonly nextCursor: string | null }>
  post(postId: number): Promise<Post | null>
  visibleTo(userId: string, householdId: string, post: Post): boolean
  react(viewer: DisplayOwner, postId: number, emoji: Reaction): Promise<void>
  unreact(viewer: DisplayOwner, postId: number, emoji: Reaction): Promise<void>
  image(
    viewer: DisplayOwner,
    postId: number,
    asked: ImageQuery,
  ): Promise<{ readonly bytes: Uint8Array; readonly mime: string }>
}

/** Artworks as displays are told of them. `baseUrl`: where the hub is, without a slash at its end. */
export function artworkForDisplays<Post extends ShownArtwork>(
  source: ArtworkSource<Post>,
  baseUrl: () => string,
): ArtworkForDisplays {
  const document = (shown: ShownArtwork) => ({
    kind: 'artwork',
    postId: shown.postId,
    title: shown.title,
    author: { sqid: shown.authorSqid, username: shown.authorName },
    width: shown.width,
    height: shown.height,
    frameCount: shown.frameCount,
    hashtags: shown.hashtags,
    createdAt: new Date(shown.createdAt).toISOString(),
    artUrl: `${baseUrl()}/api/player/artwork/${shown.postId}/image`,
  })
  return {
    async query(viewer, { channel, sort, cursor, limit, userSqid, hashtag }) {
      const { posts, nextCursor } = await source.query({
        channel,
        sort,
        cursor: cursor ?? undefined,
        limit,
        viewer,
        channelUserSqid: userSqid,
        channelHashtag: hashtag,
      })
      return { posts: posts.map(document), nextCursor }
    },
    async post(viewer, postId) {
      const post = await source.post(postId)
      return post && source.visibleTo(viewer.userId, viewer.householdId, post) ? document(post) : null
    },
    react: (viewer, postId, emoji) => isThere(source.react(viewer, postId, emoji)),
    unreact: (viewer, postId, emoji) => isThere(source.unreact(viewer, postId, emoji)),
    image: (viewer, postId, asked) => ifThere(source.image(viewer, postId, asked)),
  }
}

async function isThere(work: Promise<void>): Promise<boolean> {
  return (await ifThere(work.then(() => true))) !== null
}

/** Null: the artwork is not there for this viewer. */
async function ifThere<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof BatonError && error.code === 'artwork.not-found') return null
    throw error
  }
}
