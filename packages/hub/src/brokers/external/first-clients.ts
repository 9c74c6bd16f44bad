// What the broker knows before anybody has told it anything: the hub, and what that may do there.
import { pbkdf2Sync } from 'node:crypto'
import type { Chance } from '#engine'
import { LANES, SHARED } from './lanes.ts'

/** As the plugin makes them: the password is random, so that nothing hangs on how long this takes. */
const ITERATIONS = 101
const HASH_BYTES = 64
const SALT_BYTES = 12
const CONTROL = '$CONTROL/dynamic-security/#'
const HUB_ROLE = 'baton-hub'

export interface FirstClients {
  readonly username: string
  readonly password: string
  /** A filter of everything that displays say and hear. */
  readonly displayTopics: string
}

/** The first content of the plugin's file. */
export function firstClients(
  { username, password, displayTopics }: FirstClients,
  chance: Pick<Chance, 'bytes'>,
): object {
  const salt = chance.bytes(SALT_BYTES)
  const allow = (acltype: string, topics: readonly string[]) =>
    topics.map((topic) => ({ acltype, topic, priority: 0, allow: true }))
  const own = [CONTROL, displayTopics, `${LANES}#`]
  return {
    defaultACLAccess: {
      publishClientSend: false,
      publishClientReceive: false,
      subscribe: false,
      unsubscribe: true,
    },
    clients: [
      {
        username,
        textname: 'Baton',
        roles: [{ rolename: HUB_ROLE }],
        password: pbkdf2Sync(password, salt, ITERATIONS, HASH_BYTES, 'sha512').toString('base64'),
        salt: Buffer.from(salt).toString('base64'),
        iterations: ITERATIONS,
      },
    ],
    groups: [],
    roles: [
      {
        rolename: HUB_ROLE,
        acls: [
          ...allow('publishClientSend', own),
          ...allow('publishClientReceive', own),
          ...allow('subscribePattern', [...own, SHARED + displayTopics]),
          ...allow('unsubscribePattern', ['#']),
        ],
      },
    ],
  }
}
