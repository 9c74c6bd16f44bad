// Displays: devices that show artwork, let in by a code that they show. Rules in docs/protocol/displays.md.
import { BatonError, BoundedMap } from '@baton/protocol'
import type { BrokerBeside, Displays } from '../api/displays.ts'
import type { Principal } from '../api/principal.ts'
import type { RunningEngine } from '../create-engine.ts'
import type { Chance, Clock } from '../ports/clock.ts'
import type { DisplayIdentity, DisplayStore } from '../ports/displays.ts'
import { secretHash } from '../secrets/credential-secrets.ts'
import { displayCommands } from './commands.ts'
import { connections } from './connections.ts'
import type { DisplayEngine } from './display-engine.ts'
import { keepDisplays } from './keep-displays.ts'
import { ownDisplay, ownDisplays } from './own-displays.ts'
import { provisioning } from './provisioning.ts'

/** So many tokens are remembered that a broker beside the hub can be told. */
const MAX_KNOWN_TOKENS = 20_000

export interface DisplaysParts {
  readonly engine: DisplayEngine & Pick<RunningEngine, 'follow'>
  readonly store: DisplayStore
  readonly clock: Clock
  readonly chance: Pick<Chance, 'uuid' | 'bytes'>
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  /** So long a display may take to answer; missing: the usual time. Longer only in trials. */
  readonly answersWithinMs?: number
  /** Missing: the broker is the hub's own. */
  readonly beside?: BrokerBeside | undefined
  /** Failures that no caller waits for. */
  readonly onFailure: (error: unknown) => void
}

export interface RunningDisplays extends Displays, AsyncDisposable {}

export function displays(parts: DisplaysParts): RunningDisplays {
  const { engine, store, beside, onFailure } = parts
  const connected = connections(parts)
  const commands = displayCommands({
    ...parts,
    connections: connected,
    done: (playerKey, said) => keeper.done(playerKey, said),
  })
  const { tellHere, isAsked } = commands
  const keeper = keepDisplays({ ...parts, connections: connected, tellHere, isAsked })
  const { rotate, ...provisioned } = provisioning(parts)
  /** By their hashes. */
  const known = new BoundedMap<string, true>({ most: MAX_KNOWN_TOKENS })

  return {
    ...provisioned,
    command: commands.command,
    async rotate(by, playerKey) {
      const token = await rotate(by, playerKey)
      connected.cut(playerKey)
      return token
    },
    list: (owner) => ownDisplays(engine, owner),
    async rename(owner, playerKey, name) {
      await ownDisplay(engine, owner, playerKey)
      await executed(owner, { type: 'device.update', deviceId: playerKey, name })
      return ownDisplay(engine, owner, playerKey)
    },
    async forget(owner, playerKey) {
      await ownDisplay(engine, owner, playerKey)
      await executed(owner, { type: 'device.remove', deviceId: playerKey })
      connected.cut(playerKey)
      await beside?.settle(playerKey)
    },
    async byToken(token) {
      const hash = secretHash(token)
      if (hash === null) return null
      const identity = await store.byToken(hash)
      if (identity && beside)
        keep(identity, token, hash, beside).catch((error: unknown) => {
          known.delete(hash)
          onFailure(error)
        })
      return identity
    },
    byKey: (playerKey) => store.byKey(playerKey),
    connections: { ...connected, answered: commands.answered },
    async [Symbol.asyncDispose]() {
      await keeper[Symbol.asyncDispose]()
      await commands[Symbol.asyncDispose]()
      await connected[Symbol.asyncDispose]()
    },
  }

  /** A token that the hub itself could not tell the broker: it has seen it just now. */
  async function keep(
    { playerKey }: DisplayIdentity,
    token: string,
    hash: string,
    broker: BrokerBeside,
  ): Promise<void> {
    if (known.has(hash)) return
    known.set(hash, true)
    const [credential] = await store.credentials([playerKey])
    if (credential?.tokenHash !== hash) return
    const { sealedToken } = credential
    if (sealedToken !== null && broker.opens(playerKey, sealedToken)) return
    await store.sealToken(playerKey, hash, broker.seal(playerKey, token))
    await broker.settle(playerKey)
  }

  async function executed(owner: Principal, command: Parameters<DisplayEngine['execute']>[1]): Promise<void> {
    const receipt = await engine.execute(owner, command)
    if (receipt.outcome === 'rejected') throw new BatonError(receipt.code, receipt.details)
  }
}
