import type { Clock } from '../clock.ts'
import type { FollowedRoom, Following } from '../follow/following.ts'
import type { Hub } from '../hub.ts'
import type { Store } from '../store.ts'

/** `waiting`: not settled yet. The leader owns the stream and the sound; followers mirror it. */
export type TabRole = 'waiting' | 'leader' | 'follower'

export interface TabsOptions {
  readonly channelName: string
  readonly clock?: Clock
  /** Default: a BroadcastChannel of that name; where there is none, this tab is alone and leads. */
  readonly channel?: TabChannel
}

export interface TabChannel {
  post(message: unknown): void
  listen(listener: (message: unknown) => void): () => void
  close(): void
}

/** The tabs of one browser, which are one device. */
export interface Tabs extends AsyncDisposable {
  readonly role: Store<TabRole>
  /** This page may sound now. */
  setUnlocked(unlocked: boolean): void
  /** This page sounds now. */
  setSounding(sounding: boolean): void
  /** Somebody wants the sound here, in an unlocked page: it becomes the leader. */
  claim(): void
  /** Called in the leader when it closes while sounding and no other tab may sound: pause the session then. */
  onAbandoned(listener: () => void): () => void
}

export declare function tabs(options: TabsOptions): Tabs

/** A following for this tab, whatever its role: its own stream in the leader, a mirror of the leader's in the others. */
export declare function followTogether(options: {
  readonly hub: Hub
  readonly tabs: Tabs
  readonly rooms?: readonly FollowedRoom[]
}): Following
