export type { Provisioned } from './become-registered.ts'
export {
  type Display,
  type DisplayNews,
  type DisplayParts,
  type DisplayState,
  SHORTEST_DWELL_MS,
  startDisplay,
  USUAL_DWELL_MS,
} from './display.ts'
export { type Channel, channelText } from './feed/channel.ts'
export type { Post } from './feed/post.ts'
export { type HubAnswer, type HubCalls, hubCalls } from './hub-calls.ts'
export { type HubClock, hubClock } from './hub-clock.ts'
export type { LinkState } from './hub-link.ts'
export type { Look } from './look.ts'
export { memoryKept } from './memory-kept.ts'
export type {
  BrokerOptions,
  BrokerSession,
  ConnectBroker,
  Identity,
  Kept,
  KeptThings,
  PictureFile,
  Registered,
  Screen,
} from './outside.ts'
export { HubAway, NotLetIn, Refusal } from './refusal.ts'
export { FIRST_SETTINGS, type Settings } from './settings.ts'
export type { Showing } from './slideshow.ts'
export type { ToldCommand } from './told-command.ts'
export type { ViewEvent } from './views/view-event.ts'
