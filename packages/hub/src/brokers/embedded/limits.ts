export {
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_OF_ADDRESS,
  MAX_NEWCOMERS_PER_MINUTE,
} from '#brokers/connections'

/** A packet of more bytes than this is acknowledged where it asks for it, and dropped; nothing of it is kept. */
export const MAX_PACKET_BYTES = 16 * 1024
/** Whoever has not said by then who it is, is cut off. */
export const CONNECTS_WITHIN_MS = 10_000
/** A connection that lets so many bytes wait for it, or waits so long before it takes any, is cut off. */
export const MAX_QUEUED_BYTES = 256 * 1024
export const TAKES_WITHIN_MS = 15_000
/** So many messages of one connection may be half said (QoS 2) at one time. */
export const MAX_INFLIGHT = 100
/** So many topics one connection may follow. */
export const MAX_SUBSCRIPTIONS = 20
