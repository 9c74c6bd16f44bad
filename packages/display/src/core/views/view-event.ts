import { type Channel, contextOf } from '../feed/channel.ts'

/** `artwork`: somebody asked for this one. `channel`: it came along. */
export type Intent = 'artwork' | 'channel'

/** That an artwork was really seen, as it is kept and as it is told. */
export interface ViewEvent {
  /** Its answer names it, so that none is taken for that of another. */
  readonly eventId: string
  readonly postId: number
  readonly intent: Intent
  readonly channel: Channel
  /** By the hub's clock, as far as that is known. */
  readonly seenAt: number
}

/** In the words of the topic `view`: always the same for one event, so that it counts once. */
export function viewMessage(event: ViewEvent, playerKey: string, stamp: (instant: number) => string): object {
  const { eventId, postId, intent, channel, seenAt } = event
  return {
    post_id: postId,
    timestamp: stamp(seenAt),
    timezone: '',
    intent,
    play_order: channel.order,
    ...contextOf(channel),
    player_key: playerKey,
    request_ack: true,
    event_id: eventId,
  }
}
