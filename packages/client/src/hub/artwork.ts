import {
  artworkEndpoints,
  type ImageFormat,
  type PlayOrder,
  type PostChannel,
  type PostId,
  type PostPage,
  type PostView,
  type PostVisibility,
  pathTo,
} from '@baton/protocol'
import type { Calls } from './calls.ts'
import { BatonFailure } from './failure.ts'
import type { Line } from './request.ts'

/** A few megabytes may take a while over a slow link. */
const SENT_WITHIN_MS = 120_000

export interface ArtworkRequest {
  readonly channel: PostChannel
  readonly sort: PlayOrder
  readonly cursor?: string | undefined
  readonly limit?: number
  /** Of the channel `by_user`. */
  readonly sqid?: string | undefined
  /** Of the channel `hashtag`. */
  readonly hashtag?: string | undefined
}

export interface ArtworkWords {
  readonly title: string
  readonly description: string
  readonly hashtags: readonly string[]
  readonly visibility: PostVisibility
}

/** Artwork of the installation. That something changed is followed with the room `artwork`. */
export interface ArtworkCalls {
  list(request: ArtworkRequest): Promise<PostPage>
  read(postId: PostId): Promise<PostView>
  /** The same command id again is the same artwork. */
  upload(
    image: Blob,
    words: ArtworkWords,
    options: { readonly commandId: string; readonly signal?: AbortSignal },
  ): Promise<PostView>
  change(postId: PostId, words: Partial<ArtworkWords>): Promise<PostView>
  delete(postId: PostId): Promise<PostView>
  restore(postId: PostId): Promise<PostView>
  promote(postId: PostId, promoted: boolean): Promise<PostView>
  react(postId: PostId, emoji: string): Promise<PostView>
  unreact(postId: PostId, emoji: string): Promise<PostView>
  /** Where its picture is. */
  imageUrl(postId: PostId, format: ImageFormat): string
}

export function artwork({ read, once }: Calls, line: Line, baseUrl: string): ArtworkCalls {
  const of = (postId: PostId) => ({ params: { post_id: String(postId) } })
  return {
    list: ({ channel, sort, cursor, limit, sqid, hashtag }) =>
      read(artworkEndpoints.list, {
        query: {
          channel,
          sort,
          ...(cursor !== undefined && { cursor }),
          ...(limit !== undefined && { limit }),
          ...(sqid !== undefined && { channel_user_sqid: sqid }),
          ...(hashtag !== undefined && { channel_hashtag: hashtag }),
        },
      }),
    read: async (postId) => (await read(artworkEndpoints.read, of(postId))).post,
    async upload(image, { title, description, hashtags, visibility }, { commandId, signal }) {
      const body = new FormData()
      body.set('title', title)
      body.set('description', description)
      body.set('hashtags', hashtags.join())
      body.set('visibility', visibility)
      body.set('client_event_uuid', commandId)
      body.set('image', image, 'picture')
      const path = pathTo(artworkEndpoints.upload, {})
      const answer = await line.once({ method: 'POST', path, body, signal, timeoutMs: SENT_WITHIN_MS })
      const { post } = (answer ?? {}) as { readonly post?: PostView }
      if (!post) throw new BatonFailure('client.unreadable')
      return post
    },
    change: async (postId, { hashtags, ...words }) =>
      (
        await once(artworkEndpoints.change, {
          ...of(postId),
          body: { ...words, ...(hashtags && { hashtags: [...hashtags] }) },
        })
      ).post,
    delete: async (postId) => (await once(artworkEndpoints.delete, of(postId))).post,
    restore: async (postId) => (await once(artworkEndpoints.restore, of(postId))).post,
    promote: async (postId, promoted) =>
      (await once(artworkEndpoints.promote, { ...of(postId), body: { promoted } })).post,
    react: async (postId, emoji) =>
      (await once(artworkEndpoints.react, { ...of(postId), body: { emoji } })).post,
    unreact: async (postId, emoji) =>
      (await once(artworkEndpoints.unreact, { params: { post_id: String(postId), emoji } })).post,
    imageUrl: (postId, format) =>
      `${baseUrl}${pathTo(artworkEndpoints.image, { post_id: String(postId) }, { format })}`,
  }
}
