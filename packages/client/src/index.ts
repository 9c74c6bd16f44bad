export type { Account, KeyWish } from './account.ts'
export { ageMs, type Clock, type Moment, momentOf, systemClock } from './clock.ts'
export type { ServerClock } from './clock-offset.ts'
export * from './documents.ts'
export { BatonFailure, type ClientCode, type FailureCode, isFailure } from './failure.ts'
export { type FollowOptions, follow } from './follow/follow.ts'
export {
  type FollowedChange,
  type FollowedRoom,
  type FollowedState,
  type Following,
  NOTHING_KNOWN,
} from './follow/following.ts'
export { type ConnectOptions, connect, type Hub, type HubStream, type SendOptions } from './hub.ts'
export type {
  AlbumRequest,
  Library,
  PageRequest,
  SearchRequest,
  TrackRequest,
} from './library.ts'
export type { Listening } from './listening.ts'
export type { MemberChange, People } from './people.ts'
export { randomId } from './random-id.ts'
export type { Ask } from './routes.ts'
export * from './sound.ts'
export { type Speaker, type SpeakerCondition, type SpeakerOptions, speaker } from './speaker/speaker.ts'
export { memoryStorage, type Storage } from './storage.ts'
export { type Store, store, type WritableStore } from './store.ts'
export type { TabRole } from './tabs/election.ts'
export { type FollowTogetherOptions, followTogether } from './tabs/follow-together.ts'
export { type PageLife, type Tabs, type TabsOptions, type TabWire, tabs } from './tabs/tabs.ts'
