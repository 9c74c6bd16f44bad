import type {
  CommandId,
  HouseholdId,
  ImageQuery,
  PlayOrder,
  PostChannel,
  PostId,
  PostPage,
  PostView,
  PostVisibility,
  Reaction,
  Sqid,
  UploadFields,
  UserId,
} from '@baton/protocol'
import type { ScaledPicture } from '../ports/pictures.ts'
import type { Post } from '../ports/posts.ts'
import type { Principal } from './principal.ts'

/** For whom something is looked up or done; of a display its owner. A principal is one. */
export interface ArtworkViewer {
  readonly userId: UserId
  readonly householdId: HouseholdId
}

export interface ArtworkQuery {
  readonly channel: PostChannel
  readonly sort: PlayOrder
  readonly cursor?: string | undefined
  /** From 1 to 50. */
  readonly limit: number
  readonly viewer: ArtworkViewer
  readonly channelUserSqid?: Sqid | null | undefined
  readonly channelHashtag?: string | null | undefined
}

export interface ArtworkPage {
  readonly posts: readonly Post[]
  readonly nextCursor: string | null
}

/**
 * Artwork, for other parts of the hub: they know whom they act for. docs/protocol/artwork.md. Whoever may not see an
 * artwork is told `artwork.not-found`, as if it were not there. Refusals are thrown, with a code.
 */
export interface Artwork {
  /** Whoever's it is. Null: there is none, or it is deleted. Whether somebody may see it says `visibleTo`. */
  post(postId: PostId): Promise<Post | null>
  visibleTo(
    userId: UserId,
    householdId: HouseholdId,
    post: Pick<Post, 'authorId' | 'householdId' | 'visibility'>,
  ): boolean
  /** Those that the viewer may see. Throws `request.invalid` for a cursor of another list. */
  query(query: ArtworkQuery): Promise<ArtworkPage>
  /** Again: nothing more happens. `artwork.reactions` beyond five different ones. */
  react(viewer: ArtworkViewer, postId: PostId, emoji: Reaction): Promise<void>
  /** Of one that is not there: nothing happens. */
  unreact(viewer: ArtworkViewer, postId: PostId, emoji: Reaction): Promise<void>
  userOfSqid(sqid: Sqid): Promise<UserId | null>
  /** Their public name; everybody has one as soon as it is asked for. */
  sqidOf(userId: UserId): Promise<Sqid>
  image(viewer: ArtworkViewer, postId: PostId | null, asked: ImageQuery): Promise<ScaledPicture>
}

export interface NewArtwork extends UploadFields {
  readonly image: Uint8Array
}

export interface ArtworkChanges {
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly hashtags?: readonly string[] | undefined
  readonly visibility?: PostVisibility | undefined
}

/** Artwork as doors show it: bound to whoever asks. Null names no artwork, and is `artwork.not-found`. */
export interface ArtworkDesk {
  list(principal: Principal, query: Omit<ArtworkQuery, 'viewer'>): Promise<PostPage>
  read(principal: Principal, postId: PostId | null): Promise<PostView>
  /** Those of them that the principal may see. */
  some(principal: Principal, postIds: readonly PostId[]): Promise<readonly PostView[]>
  /** The same id again is the same artwork. */
  upload(principal: Principal, artwork: NewArtwork, commandId?: CommandId): Promise<PostView>
  change(principal: Principal, postId: PostId | null, changes: ArtworkChanges): Promise<PostView>
  delete(principal: Principal, postId: PostId | null): Promise<PostView>
  restore(principal: Principal, postId: PostId | null): Promise<PostView>
  /** For owners of the installation; others are `auth.forbidden`. */
  promote(principal: Principal, postId: PostId | null, promoted: boolean): Promise<PostView>
  react(principal: Principal, postId: PostId | null, emoji: Reaction): Promise<PostView>
  /** Whatever is no reaction of theirs is taken back already. */
  unreact(principal: Principal, postId: PostId | null, emoji: string): Promise<PostView>
}
