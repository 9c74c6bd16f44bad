export { type FollowOptions, follow } from './follow/follow.ts'
export { type FollowAsSpeakerOptions, followAsSpeaker } from './follow/follow-as-speaker.ts'
export {
  type FollowedChange,
  type FollowedState,
  type Following,
  NOTHING_KNOWN,
  positionNow,
} from './follow/following.ts'
export type { FollowedRoom } from './follow/known-rooms.ts'
export type {
  Account,
  Identity,
  KeyWish,
  Link,
  NewKey,
  SignIn,
  SignInScope,
  SignInWays,
} from './hub/account.ts'
export type { ArtworkCalls, ArtworkRequest, ArtworkWords } from './hub/artwork.ts'
export type { BoxChange, Boxes } from './hub/boxes.ts'
export type { ServerClock } from './hub/clock-offset.ts'
export type { Ask } from './hub/command-routes.ts'
export type { Displays } from './hub/displays.ts'
export * from './hub/documents.ts'
export type { Downloads } from './hub/downloads.ts'
export { BatonFailure, type ClientCode, type FailureCode, isFailure } from './hub/failure.ts'
export type { Health } from './hub/health.ts'
export { type ConnectOptions, connect, type Hub, type HubStream, type SendOptions } from './hub/hub.ts'
export type {
  AlbumRequest,
  Library,
  PageRequest,
  SearchRequest,
  TrackRequest,
} from './hub/library.ts'
export type { AuditEntry, AuditPage, Limits, Member, MemberChange, People, Role } from './hub/people.ts'
export type { PlaylistFile, PlaylistFiles } from './hub/playlist-files.ts'
export type { Listening } from './hub/playlists-history.ts'
export type { Uploads } from './hub/uploads.ts'
export type { Views } from './hub/views.ts'
export { KNOWN_FAMILIES, type KnownFamilies } from './known-families.ts'
export { buffered } from './runtime/buffered.ts'
export { ageMs, type Clock, type Moment, momentOf, systemClock } from './runtime/clock.ts'
export { randomId } from './runtime/random-id.ts'
export { memoryStorage, type Storage } from './runtime/storage.ts'
export { type Store, store, type WritableStore } from './runtime/store.ts'
export { keepBeating } from './speaker/keep-beating.ts'
export * from './speaker/sound.ts'
export { type Speaker, type SpeakerCondition, type SpeakerOptions, speaker } from './speaker/speaker.ts'
export type { Report } from './speaker/state.ts'
export type { TabRole } from './tabs/election.ts'
export { type FollowTogetherOptions, followTogether } from './tabs/follow-together.ts'
export { type PageLife, type Tabs, type TabsOptions, type TabWire, tabs } from './tabs/tabs.ts'
export { type SendFileOptions, type SentFile, sendFile } from './uploads/send-file.ts'
