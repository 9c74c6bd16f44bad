import type {
  CommandId,
  HouseholdId,
  PlayOrder,
  PostChannel,
  PostId,
  PostVisibility,
  Reaction,
  ReactionCount,
  Sqid,
  UserId,
} from '@baton/protocol'

/** An artwork as it is kept. */
export interface Post {
  readonly postId: PostId
  readonly authorId: UserId
  readonly authorSqid: Sqid
  readonly authorName: string
  /** The author's. */
  readonly householdId: HouseholdId
  readonly title: string
  readonly description: string
  readonly visibility: PostVisibility
  readonly promoted: boolean
  readonly createdAt: number
  /** Since when it is deleted. Only its author is told of such a one, and only to restore it. */
  readonly deletedAt: number | null
  readonly hashtags: readonly string[]
  readonly width: number
  readonly height: number
  readonly frameCount: number
  /** Under which name its picture is kept. */
  readonly pictureKey: string
  readonly sizeBytes: number
  /** Of the picture as it is kept. */
  readonly sha256: string
}

/** What can be said anew of an artwork that is there. */
export type PostEdit = Partial<
  Pick<Post, 'title' | 'description' | 'hashtags' | 'visibility' | 'promoted' | 'deletedAt'>
>

export interface NewPost
  extends Omit<Post, 'postId' | 'authorSqid' | 'authorName' | 'promoted' | 'deletedAt'> {
  /** The same of the same author is the same artwork. */
  readonly commandId: CommandId | null
  /** Becomes the author's public name, if they have none yet. */
  readonly sqid: Sqid
}

/** What one person may fill. */
export interface PostQuota {
  readonly bytes: number
  readonly posts: number
}

/** `known`: it was put in before, with this id. `begun`: somebody is at it right now. */
export type PostReserved = { readonly postId: PostId } | { readonly known: Post } | 'begun' | 'quota'

/** Where a page begins: behind the artwork with this key in this order. `seed`: of the shuffled order. */
export interface PostPlace {
  readonly seed: number
  readonly key: number
  readonly postId: PostId
}

export interface PostPageQuery {
  readonly channel: PostChannel
  readonly order: PlayOrder
  readonly limit: number
  /** Who is to see them: others are not on the page. */
  readonly viewer: { readonly userId: UserId; readonly householdId: HouseholdId }
  /** Of the channel `by_user`. */
  readonly authorSqid: Sqid | null
  /** Of the channel `hashtag`, folded. */
  readonly hashtag: string | null
  readonly seed: number
  readonly after: PostPlace | null
}

export interface StoredPosts {
  readonly posts: readonly Post[]
  /** Behind the last of them; null: that were all. */
  readonly next: PostPlace | null
}

/** How often anything about artwork has changed, this change included; null: nothing was different. */
export type Changes = number | null

/**
 * Artwork of the installation, whoever's it is. Each call is all or nothing, and durable when its promise resolves. Who
 * may do it is asked before: the store knows only what is there. What is promised stands in `contracts/posts.ts`.
 */
export interface PostStore {
  /**
   * Takes a number and room for an artwork. It is not there before it is published: the picture is written in between, so
   * that nobody sees one without.
   */
  reserve(post: NewPost, quota: PostQuota): Promise<PostReserved>
  publish(postId: PostId): Promise<Changes>
  /** Deleted ones too, until they are forgotten; never those of a person who was removed. */
  post(postId: PostId): Promise<Post | null>
  /** The same of several, in no particular order; what is not there is left out. */
  posts(postIds: readonly PostId[]): Promise<readonly Post[]>
  page(query: PostPageQuery): Promise<StoredPosts>
  change(postId: PostId, edit: PostEdit): Promise<Changes>
  /** `full`: this person has reacted to it in as many ways as one may. */
  react(
    postId: PostId,
    userId: UserId,
    emoji: Reaction,
    limits: { at: number; most: number },
  ): Promise<Changes | 'full'>
  unreact(postId: PostId, userId: UserId, emoji: Reaction): Promise<Changes>
  /** The most frequent first, then those that came first. */
  reactions(
    postIds: readonly PostId[],
    userId: UserId,
  ): Promise<ReadonlyMap<PostId, readonly ReactionCount[]>>
  /** How often anything has changed. */
  changes(): Promise<number>
  userOfSqid(sqid: Sqid): Promise<UserId | null>
  /** `offered` where they have none yet; it is theirs from then on. */
  sqidOf(userId: UserId, offered: Sqid): Promise<Sqid>
  /** The household whose first person came before everybody: its owners run the installation. Null: nobody is here. */
  firstHousehold(): Promise<HouseholdId | null>
  /**
   * What is to be forgotten: deleted before the one instant, never published since the other, or of a person who was
   * removed. At most so many.
   */
  forgettable(before: {
    readonly deletedBefore: number
    readonly reservedBefore: number
    readonly limit: number
  }): Promise<readonly { readonly postId: PostId; readonly pictureKey: string }[]>
  forget(postIds: readonly PostId[]): Promise<void>
  /** Reactions and public names of people who were removed. Their artworks are `forgettable`. */
  forgetRemoved(): Promise<Changes>
}
