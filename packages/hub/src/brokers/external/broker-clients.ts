// The displays that a broker beside the hub lets in: one client and one role for each, of the same names, kept as the
// store has them. Every right has an end, whatever the broker or the hub has missed.
import type { DeviceId } from '@baton/protocol'
import type { BrokerRights, Clock, DisplayCredential, DisplayStore } from '#engine'
import type { ControlAnswer, ControlCommand, DynamicSecurity } from './dynamic-security.ts'
import type { SealedTokens } from './sealed-tokens.ts'

/** What the broker calls those that are ours: whatever else it knows is left alone. */
const OURS = 'Baton display'
/** Grows with what `rightsOf` says, so that roles of former hubs are made anew. */
const RIGHTS = 1
const PAGE = 100
const SETTLES_WITHIN_MS = 3_000

export interface BrokerClientsParts {
  readonly security: Pick<DynamicSecurity, 'ask'>
  readonly store: Pick<DisplayStore, 'credentials'>
  readonly tokens: SealedTokens
  rightsOf(name: string): BrokerRights
  /** Nobody has said anything there. */
  clearRetained(topic: string): void
  readonly clock: Pick<Clock, 'after'>
  readonly onFailure: (error: unknown) => void
}

export interface BrokerClients {
  /** Brings one display up to date. Resolves after a while at the latest; what is not done by then `reconcile` does. */
  settle(playerKey: DeviceId): Promise<void>
  /** Brings all of them up to date. Answers with how many lack a token that only the display itself knows. */
  reconcile(): Promise<{ readonly unknownTokens: number }>
  /** What the broker was seen to know may be out of date. */
  forget(): void
}

/** Of each client the mark of its token. */
type Known = Map<string, string>

export function brokerClients(parts: BrokerClientsParts): BrokerClients {
  const { security, store, tokens, rightsOf, clearRetained, clock, onFailure } = parts
  let known: Known | null = null
  let last: Promise<unknown> = Promise.resolve()

  /** What one is about to change no other reads. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work)
    last = done.catch(() => undefined)
    return done
  }

  async function readAll(): Promise<Known> {
    await denyByDefault()
    const found: Known = new Map()
    for (let offset = 0; ; offset += PAGE) {
      const [answer] = await security.ask([{ command: 'listClients', verbose: true, count: PAGE, offset }])
      const { clients = [], totalCount = 0 } = (answer?.data ?? {}) as {
        readonly clients?: readonly ListedClient[]
        readonly totalCount?: number
      }
      for (const client of clients) {
        if (client.textname === OURS) found.set(client.username, markIn(client))
      }
      if (clients.length === 0 || offset + PAGE >= totalCount) return found
    }
  }

  /** The topic says who speaks: that holds as long as nobody may speak anywhere because nothing is said of that. */
  async function denyByDefault(): Promise<void> {
    const [answer] = await security.ask([{ command: 'getDefaultACLAccess' }])
    const { acls = [] } = (answer?.data ?? {}) as { readonly acls?: readonly DefaultAccess[] }
    const isSo = NOTHING_BY_DEFAULT.every(({ acltype, allow }) =>
      acls.some((one) => one.acltype === acltype && one.allow === allow),
    )
    if (!isSo) await done([{ command: 'setDefaultACLAccess', acls: NOTHING_BY_DEFAULT }])
  }

  /** As the broker has it now. */
  async function look(into: Known, name: string): Promise<void> {
    const [answer] = await security.ask([{ command: 'getClient', username: name }])
    const { client } = (answer?.data ?? {}) as { readonly client?: ListedClient }
    if (client) into.set(name, markIn(client))
    else into.delete(name)
  }

  /** As both the store and the broker have it by now: another worker may have been faster. */
  async function bringAnew(into: Known, playerKey: DeviceId): Promise<boolean> {
    const [wanted] = await store.credentials([playerKey])
    await look(into, playerKey)
    return bring(into, playerKey, wanted)
  }

  /** Null: only the display itself knows it. */
  function tokenOf({ playerKey, sealedToken }: DisplayCredential): string | null {
    return sealedToken === null ? null : tokens.open(playerKey, sealedToken)
  }

  /** False: its token is one that only the display itself knows. */
  async function bring(into: Known, name: string, wanted: DisplayCredential | undefined): Promise<boolean> {
    const present = into.get(name)
    if (wanted && present === markOf(wanted)) return true
    const token = wanted ? tokenOf(wanted) : null
    if (!wanted || token === null) {
      if (present !== undefined)
        await done([
          { command: 'deleteClient', username: name },
          { command: 'deleteRole', rolename: roleOf(name) },
        ])
      into.delete(name)
      if (!wanted && present !== undefined) {
        for (const topic of rightsOf(name).says) if (!topic.includes('+')) clearRetained(topic)
      }
      return !wanted
    }
    const role = { rolename: roleOf(name), acls: aclsOf(rightsOf(name)) }
    const client = {
      username: name,
      // Whatever it calls itself, and by whichever listener it comes: it takes nobody else's place.
      clientid: name,
      password: token,
      textname: OURS,
      textdescription: markOf(wanted),
      roles: [{ rolename: role.rolename }],
    }
    const changed = [
      { command: 'modifyRole', ...role },
      { command: 'modifyClient', ...client },
    ]
    if (present === undefined) {
      const made = await security.ask([
        { command: 'createRole', ...role },
        { command: 'createClient', ...client },
      ])
      // Half of it was there: another worker was at it, or somebody has looked after it by hand.
      if (made.some(({ error }) => error !== undefined)) await done(changed)
    } else {
      const answers = await security.ask(changed)
      if (answers.some(({ error }) => error !== undefined)) {
        into.delete(name)
        throw failureOf(answers)
      }
    }
    into.set(name, markOf(wanted))
    return true
  }

  /** What was not there to be deleted is as good as deleted. */
  async function done(commands: readonly ControlCommand[]): Promise<void> {
    const answers = await security.ask(commands)
    const failed = answers.filter(({ error }) => error !== undefined && !/not found/i.test(error))
    if (failed.length > 0) throw failureOf(failed)
  }

  return {
    async settle(playerKey) {
      const settled = inTurn(() => bringAnew(known ?? new Map(), playerKey)).catch((error: unknown) => {
        known = null
        onFailure(error)
      })
      let cancel = () => {}
      const patience = new Promise<void>((resolve) => {
        cancel = clock.after(SETTLES_WITHIN_MS, resolve)
      })
      await Promise.race([settled, patience])
      cancel()
    },

    async reconcile() {
      try {
        const all = await inTurn(async () => {
          known ??= await readAll()
          return known
        })
        const credentials = await store.credentials()
        const wanted = new Map(credentials.map((one) => [one.playerKey as string, one]))
        let unknownTokens = 0
        for (const name of new Set([...wanted.keys(), ...all.keys()])) {
          const one = wanted.get(name)
          if (one && all.get(name) === markOf(one)) continue
          // Of what lacks a token, and is not let in, there is nothing to do.
          if (one && !all.has(name) && tokenOf(one) === null) unknownTokens++
          else if (!(await inTurn(() => bringAnew(all, name as DeviceId)))) unknownTokens++
        }
        return { unknownTokens }
      } catch (error) {
        known = null
        throw error
      }
    },

    forget() {
      known = null
    },
  }
}

interface ListedClient {
  readonly username: string
  readonly textname?: string
  readonly textdescription?: string
}

interface DefaultAccess {
  readonly acltype: string
  readonly allow: boolean
}

const NOTHING_BY_DEFAULT: readonly DefaultAccess[] = [
  { acltype: 'publishClientSend', allow: false },
  { acltype: 'publishClientReceive', allow: false },
  { acltype: 'subscribe', allow: false },
  { acltype: 'unsubscribe', allow: true },
]

const MARK_LENGTH = 20

/** Which token it has, and which rights. */
function markOf({ tokenHash }: Pick<DisplayCredential, 'tokenHash'>): string {
  return `${RIGHTS} ${tokenHash.slice(0, MARK_LENGTH)}`
}

function markIn({ textdescription = '' }: ListedClient): string {
  return textdescription
}

function roleOf(name: string): string {
  return `display-${name}`
}

function aclsOf({ says, hears, hearsBelow }: BrokerRights): readonly object[] {
  const acl = (acltype: string) => (topic: string) => ({ acltype, topic, allow: true })
  return [
    ...says.map(acl('publishClientSend')),
    ...[...hears, ...hearsBelow].map(acl('publishClientReceive')),
    ...hears.map(acl('subscribeLiteral')),
    ...hearsBelow.map(acl('subscribePattern')),
  ]
}

function failureOf(answers: readonly ControlAnswer[]): Error {
  const told = answers.flatMap(({ command, error }) => (error === undefined ? [] : [`${command}: ${error}`]))
  return new Error(`the broker refused: ${told.join(', ')}`)
}
