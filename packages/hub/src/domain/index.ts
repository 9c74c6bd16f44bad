export { type AnyCommand, type DueChange, decide, type Facts, type Outcome } from './decide.ts'
export type { PresenceCommand } from './device/decide.ts'
export {
  CONTACT_WRITE_EVERY_MS,
  type Confirmed,
  type Device,
  PRESENT_FOR_MS,
} from './device/device.ts'
export { announcedNext, playOrder } from './lists/order.ts'
export { type AnyPlaylistCommand, decidePlaylist } from './playlist/decide.ts'
export type { PlaylistDecision } from './playlist/decision.ts'
export { maySeePlaylist, type Playlist, type PlaylistShelf } from './playlist/playlist.ts'
export { type DecidedCommand, needsQueue } from './session/decide.ts'
export type { AggregateEvent, Play } from './session/decision.ts'
export { READY_WITHIN_MS, SOUNDING_WITHIN_MS } from './session/hand-over.ts'
export { newSession, type Session } from './session/session.ts'
export { type TimerCommand, timersOf } from './session/timers.ts'
