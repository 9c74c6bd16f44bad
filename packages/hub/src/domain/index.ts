export { type PostFacts, visibleTo } from './artwork/visibility.ts'
export {
  type Audience,
  type DeviceHolders,
  holdersOf,
  isForOthers,
  isMeantFor,
  othersThan,
} from './audience.ts'
export type { AgentCommand, PresenceCommand } from './device/decide.ts'
export { asksAsSpeaker, type Confirmed, type Device, type Lending } from './device/device.ts'
export { type DisplayNews, type DisplaySaid, MAX_DISPLAYS } from './device/display.ts'
export {
  DEVICE_HISTORY,
  DEVICE_HISTORY_PAGES,
  type DeviceHappened,
  type DeviceHistoryKey,
  MAX_DEVICE_RECORDS,
  RECORDS_KEPT_MS,
} from './device/history.ts'
export { CALLED_AGENTS, DEVICES, NAMES, SHARED_DEVICES, seenDevices, tellsHistoryTo } from './device/kinds.ts'
export { CONTACT_WRITE_EVERY_MS, PRESENT_FOR_MS } from './device/presence-times.ts'
export { toneVolume } from './device/test-tone.ts'
export { type DownloadWorkCommand, isOpen as isOpenDownload } from './download/decide.ts'
export type { Download, DownloadShelf } from './download/download.ts'
export { DOWNLOAD_SHELF, DOWNLOADS } from './download/kinds.ts'
export { type AnyCommand, FAMILIES } from './families.ts'
export {
  type AnyKind,
  type Caller,
  type Change,
  type CommandFacts,
  type CommandLike,
  change,
  type Decided,
  type Family,
  type Held,
  type Kind,
  type Published,
  type Read,
  type Refused,
  type Subject,
  type Timer,
  type TimerChange,
  type UserRing,
  type Wanted,
  want,
} from './family.ts'
export { type Incoming, type IncomingShelf, maySeeIncoming } from './incoming/incoming.ts'
export { announcedNext } from './lists/order.ts'
export { type AnyPlaylistCommand, decidePlaylist } from './playlist/decide.ts'
export type { PlaylistDecision } from './playlist/decision.ts'
export type { RefreshCommand } from './playlist/follow-rules.ts'
export { COVERS, PLAYLISTS, SHELF, TRACKS } from './playlist/kinds.ts'
export type { Playlist, PlaylistShelf } from './playlist/playlist.ts'
export { audienceOf, maySeePlaylist } from './playlist/visibility.ts'
export { type HouseholdQuietHours, PEOPLE, QUIET_HOURS } from './quiet-hours/kinds.ts'
export { type FamilyOf, familiesBy } from './registry.ts'
export type { BeaconSource, RoomRules, Viewer } from './room-rules.ts'
export { ROOM_RULES } from './rooms.ts'
export type { DecidedCommand, HubCommand } from './session/decide.ts'
export type { AggregateEvent, Play } from './session/decision.ts'
export { SOUNDING_WITHIN_MS } from './session/hand-over.ts'
export { READY_WITHIN_MS } from './session/hand-over-offer.ts'
export {
  LIKED,
  type LikedKey,
  PLAYLIST_STARTS,
  PLAYS,
  QUEUE_PAGES,
  type QueuePageKey,
  type QueuePageState,
  SESSIONS,
} from './session/kinds.ts'
export { newSession, type Session } from './session/session.ts'
export { type TimerCommand, timersOf } from './session/timers.ts'
export { TAG_ACTIVITY, TAG_SHELF, TAGS } from './tag/kinds.ts'
export { sourceOf } from './tag/policy.ts'
export type { Tag, TagActivity, TagShelf } from './tag/tag.ts'
export { timerChanges, waitingFor } from './timer-changes.ts'
export { isOpen as isOpenUpload, type UploadWorkCommand } from './upload/decide.ts'
export { UPLOAD_SHELF, UPLOADS } from './upload/kinds.ts'
export { UPLOAD_KEPT_MS, type Upload, type UploadShelf } from './upload/upload.ts'
export {
  countOf,
  DISPLAY_MARK_BITS,
  type DisplayMark,
  type DisplaySketch,
  sketchOf,
  sketchText,
} from './view/display-sketch.ts'
export {
  ALL_OF_AUTHOR,
  type ChannelCounts,
  countedUp,
  type DailyFigures,
  displaysIn,
  type FigureSubject,
  type Figures,
  keyOf,
  keyOfDay,
  type MarkDisplay,
  type SeenDisplay,
  type TotalFigures,
  type UncountedView,
  type ViewCounts,
} from './view/figures.ts'
export {
  type AcceptedViews,
  type ArrivedView,
  judgeViews,
  markOf,
  NOTHING_ACCEPTED,
  type RecordedView,
  type RefusedCode,
  refusedBefore,
  type UnsyncedView,
  type ViewedPost,
  type ViewingDisplay,
  type ViewMark,
  type ViewVerdict,
} from './view/judge.ts'
export { type HourOfPost, TRENDING_WITHIN_MS, type TrendingPost, trending } from './view/trending.ts'
export {
  DAY_MS,
  dayOf,
  HOUR_MS,
  MARKS_OUTLIVE_EVENTS_MS,
  OLDEST_BACKLOG_MS,
  VIEWS_APART_MS,
} from './view/view-times.ts'
export { isSame, type Missing, neededFor, type Outcome, stateOf, walk, wanting } from './walk.ts'
