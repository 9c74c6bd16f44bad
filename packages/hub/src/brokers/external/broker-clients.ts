// The displays that a broker beside the hub lets in: one client and one role for each, of the same names, kept as the
// store has them. Every right has an end, whatever the broker or the hub has missed.
import type { DeviceId } from '@baton/protocol'
import type { BrokerRights, Clock, DisplayCredential, DisplayStore } from '#engine'
import type { ControlAnswer, DynamicSecurity } from './dynamic-security.ts'
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
    if (!isSo) mustBeDone(await security.ask([{ command: 'setDefaultACLAccess', acls: NOTHING_BY_DEFAULT }]))
  }

  /** As the broker has it now. */
  async function look(into: Known, name: string): Promise<void> {
    const [answer] = await security.ask([{ command: 'getClient', username: name }])
    const { client } = (answer?.data ?? {}) as { readonly client?: ListedClient }
    if (client) into.set(name, markIn(client))
    else into.delete(name)
  }

  /**
   * As both the store and the broker have it by now: another worker may have been faster. Whoever has written looks at the
   * store once more, and so the last to write has written what is there.
   */
  async function bringAnew(into: Known, playerKey: DeviceId): Promise<boolean> {
    let [wanted] = await store.credentials([playerKey])
    for (;;) {
      await look(into, playerKey)
      const brought = await bring(into, playerKey, wanted)
      if (brought === 'as it was') break
      const [since] = await store.credentials([playerKey])
      if (since?.tokenHash === wanted?.tokenHash && since?.sealedToken === wanted?.sealedToken) break
      wanted = since
    }
    return !wanted || tokenOf(wanted) !== null || into.get(playerKey) === markOf(wanted)
  }

  /** Null: only the display itself knows it. */
  function tokenOf({ playerKey, sealedToken }: DisplayCredential): string | null {
    return sealedToken === null ? null : tokens.open(playerKey, sealedToken)
  }

  async function bring(
    into: Known,
    name: string,
    wanted: DisplayCredential | undefined,
  ): Promise<'as it was' | 'changed'> {
    const present = into.get(name)
    if (wanted && present === markOf(wanted)) return 'as it was'
    const token = wanted ? tokenOf(wanted) : null
    if (wanted && token !== null) {
      await put(into, wanted, token)
      return 'changed'
    }
    if (present !== undefined) await takeAway(into, name)
    // Whoever took it away may have gone before this.
    if (!wanted) for (const topic of rightsOf(name).says) if (!topic.includes('+')) clearRetained(topic)
    return present === undefined ? 'as it was' : 'changed'
  }

  async function takeAway(into: Known, name: string): Promise<void> {
    const answers = await security.ask([
      { command: 'deleteClient', username: name },
      { command: 'deleteRole', rolename: roleOf(name) },
    ])
    mustBeDone(answers, /not found/i)
    into.delete(name)
  }

  async function put(into: Known, wanted: DisplayCredential, token: string): Promise<void> {
    const { playerKey: name } = wanted
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
    const made = [
      { command: 'createRole', ...role },
      { command: 'createClient', ...client },
    ]
    const changed = [
      { command: 'modifyRole', ...role },
      { command: 'modifyClient', ...client },
    ]
    const first = await security.ask(into.has(name) ? changed : made)
    into.delete(name)
    // Half of it was there: another worker was at it, or somebody has looked after it by hand.
    if (first.some(({ error }) => error !== undefined)) {
      await security.ask(made)
      mustBeDone(await security.ask(changed))
    }
    into.set(name, markOf(wanted))
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
        let refused: Refused | null = null
        for (const name of new Set([...wanted.keys(), ...all.keys()])) {
          const one = wanted.get(name)
          if (one && all.get(name) === markOf(one)) continue
          // Of what lacks a token, and is not let in, there is nothing to do.
          if (one && !all.has(name) && tokenOf(one) === null) unknownTokens++
          else {
            try {
              if (!(await inTurn(() => bringAnew(all, name as DeviceId)))) unknownTokens++
            } catch (error) {
              // One that cannot be mended keeps none of the others out.
              if (!(error instanceof Refused)) throw error
              refused ??= error
            }
          }
        }
        if (refused) throw refused
        return { unknownTokens }
      } catch (error) {
        if (!(error instanceof Refused)) known = null
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
  readonly roles?: readonly { readonly rolename: string }[]
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

/** Without its role it may do nothing, whatever it is marked with. */
function markIn({ username, textdescription = '', roles = [] }: ListedClient): string {
  return roles.some(({ rolename }) => rolename === roleOf(username)) ? textdescription : ''
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

/** The broker has answered, and does not do it. */
class Refused extends Error {}

function mustBeDone(answers: readonly ControlAnswer[], except?: RegExp): void {
  const failed = answers.flatMap(({ command, error }) =>
    error === undefined || except?.test(error) ? [] : [`${command}: ${error}`],
  )
  if (failed.length > 0) throw new Refused(`the broker refused: ${failed.join(', ')}`)
}
