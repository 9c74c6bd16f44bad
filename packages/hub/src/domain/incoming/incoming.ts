import type { PlaylistId, UserId } from '@baton/protocol'
import type { Audience } from '../audience.ts'
import type { Subject } from '../family.ts'

/** What is shown of anything on its way into the library, whatever way it comes. */
export interface IncomingView {
  readonly ownerId: UserId
  /** It is for a playlist that only its owner sees. */
  readonly isPrivate: boolean
  readonly playlistId: PlaylistId | null
  readonly phase: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly revision: number
}

/** The aggregate: what is shown of it, and where its file is put. */
export interface Incoming<View extends IncomingView = IncomingView> {
  readonly view: View
  /** Who began it: in whose name its track is added to a playlist. */
  readonly by: Subject
  /** Below the household's folder for uploads, with `/` between the names; null: it is not put anywhere yet. */
  readonly place: string | null
}

/** What a household has on its way, and how much room there is for more. */
export interface IncomingShelf<Id, One extends Incoming> {
  /** Those that are over among them. */
  readonly count: number
  /** In the order in which they were begun. */
  readonly open: readonly One[]
  /** Of those that are over, the one that expires first: it makes room where the shelf is full. */
  readonly oldestOver: Id | null
}

type Shown = Pick<IncomingView, 'isPrivate' | 'ownerId'>

/** One for a playlist that only its owner sees is there for its owner alone. */
export function incomingAudience({ isPrivate, ownerId }: Shown): Audience {
  return isPrivate ? ownerId : 'household'
}

export function maySeeIncoming(view: Shown, userId: UserId): boolean {
  const audience = incomingAudience(view)
  return audience === 'household' || audience === userId
}

/** With these fields, as the next revision. */
export function changed<One extends Incoming>(one: One, fields: Partial<One['view']>): One {
  return { ...one, view: { ...one.view, ...fields, revision: one.view.revision + 1 } }
}
