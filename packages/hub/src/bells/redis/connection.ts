/** Commands on their way to Redis; what comes beyond that fails at once. */
const MAX_ON_THE_WAY = 1_000
const LONGEST_WAIT_MS = 2_000
/** A connection that does not answer this often is a dead one, whatever TCP believes. */
const PING_EVERY_MS = 2_000
const DEAD_AFTER_MS = 5_000

export interface RedisAddress {
  /** May hold a password, and is never logged. */
  readonly url: string
  /** The certificate that the server's must be signed with. */
  readonly ca?: string | undefined
}

/** How every connection to Redis is made: again and again while it is away, and anew where it only seems to be there. */
export function connectionTo({ url, ca }: RedisAddress, name: string) {
  return {
    url,
    name,
    RESP: 2,
    disableClientInfo: true,
    commandsQueueMaxLength: MAX_ON_THE_WAY,
    pingInterval: PING_EVERY_MS,
    socket: {
      connectTimeout: DEAD_AFTER_MS,
      socketTimeout: DEAD_AFTER_MS,
      reconnectStrategy: waitBefore,
      ...(ca !== undefined && { tls: true as const, ca }),
    },
  } as const
}

/** Workers that lost the same Redis do not come back to it all at once. */
function waitBefore(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, 50 * 2 ** Math.min(attempts, 10)) * (0.5 + Math.random() / 2)
}
