import type { PlayOrder } from '@baton/protocol'

/** Which artworks, and in what order. The name is the hub's: a display shows any channel that it is told of. */
export interface Channel {
  readonly name: string
  /** Of the channel `by_user`: whose. */
  readonly userSqid: string | null
  /** Of the channel `hashtag`: which one. */
  readonly hashtag: string | null
  readonly order: PlayOrder
}

/** As requests and view events name it. */
export function contextOf({ name, userSqid, hashtag }: Channel): Readonly<Record<string, string>> {
  return {
    channel: name,
    ...(userSqid !== null && { channel_user_sqid: userSqid }),
    ...(hashtag !== null && { channel_hashtag: hashtag }),
  }
}

/** The channels of artworks. */
const OF_ARTWORKS: readonly string[] = ['all', 'promoted', 'user', 'by_user', 'hashtag']

/** As view events name it: an artwork that is shown amid other things was one of all. */
export function countedChannel(channel: Channel): Channel {
  if (OF_ARTWORKS.includes(channel.name)) return channel
  return { name: 'all', userSqid: null, hashtag: null, order: channel.order }
}

/** In one line, for people. */
export function channelText({ name, userSqid, hashtag }: Channel): string {
  if (hashtag !== null) return `#${hashtag}`
  return userSqid === null ? name : `${name} ${userSqid}`
}
