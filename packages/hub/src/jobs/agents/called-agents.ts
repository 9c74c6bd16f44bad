// Agents that the hub calls: finds them, drives each on one worker, adds new ones. Rules CB1 to CB49 in
// docs/protocol/devices.md.
import { BatonError, type DeviceId, isShared } from '@baton/protocol'
import {
  type AgentTimes,
  type CalledAgentRow,
  type CalledAgents,
  type Chance,
  type Clock,
  type Leases,
  mayChangeHousehold,
  type Principal,
  repeatedly,
} from '#engine'
import { type AgentDriver, agentDriver, type DriverParts, type FileOf } from './drive/agent-driver.ts'
import { LOOP_TIMES, type LoopTimes } from './drive/loop-times.ts'
import type { LoopLogs } from './loop-logs.ts'
import { agentPlace } from './network/agent-address.ts'
import { allowedNetworks } from './network/allowed-networks.ts'
import { type CallbackKind, callbacks } from './reports/callbacks.ts'

export interface CalledAgentsParts {
  readonly engine: DriverParts['engine']
  readonly store: CalledAgents
  readonly leases: Leases
  readonly clock: Clock
  readonly chance: Pick<Chance, 'uuid' | 'bytes'>
  /** Missing: the private networks that this machine stands in. */
  readonly networks?: readonly string[] | undefined
  readonly fileOf: FileOf
  /** Of this worker's own door. */
  readonly port: () => number
  readonly times?: LoopTimes
  readonly logs: LoopLogs
  readonly onFailure: (error: unknown) => void
}

export interface CalledAgentsJob {
  /** From when the door listens: an agent may answer at once. */
  start(): void
  /** Throws what `agentPlace` does, `device.agent-known`, and `device.limit`. */
  add(
    owner: Principal,
    agent: { readonly baseUrl: string; readonly name?: string | undefined },
  ): Promise<DeviceId>
  /** Null where this principal has no such agent. */
  find(principal: Principal, deviceId: DeviceId): Promise<CalledAgentRow | null>
  /** Somebody looks at it: its loop goes on, on whichever worker it runs. `isChosen`: just now, so that it is tried at once. */
  watched(principal: Principal, deviceId: DeviceId, isChosen: boolean): void
  /** False: nobody waits there for that, or not any more. Rejects with `store.unavailable` where others do not know of it. */
  report(kind: CallbackKind, secret: string, body: unknown): Promise<boolean>
  stop(): Promise<void>
}

interface Known {
  row: CalledAgentRow
  /** Null while another worker has it. */
  driver: AgentDriver | null
  giveUp: () => Promise<void>
}

/** Agents that came or went while another worker was asked, and people who came and went. */
const LOOK_EVERY_MS = 10_000
/** Instants of reports are written so often at the most. */
const WRITE_EVERY_MS = 5_000

export function calledAgents(parts: CalledAgentsParts): CalledAgentsJob {
  const { engine, store, leases, clock, chance, onFailure } = parts
  const times = parts.times ?? LOOP_TIMES
  const mayBeCalled = allowedNetworks(parts.networks)
  const posts = callbacks(chance.bytes)
  const known = new Map<DeviceId, Known>()
  const unwritten = new Map<DeviceId, AgentTimes>()
  const stopping = new AbortController()

  const driverParts: DriverParts = {
    engine,
    clock,
    times,
    callbacks: posts,
    mayBeCalled,
    hubUrl: (ownAddress, path) => `http://${hostOf(ownAddress)}:${parts.port()}${path}`,
    fileOf: parts.fileOf,
    logs: parts.logs,
    onTimes: (written) => unwritten.set(written.deviceId, written),
    onFailure,
  }

  const drive = (row: CalledAgentRow) => {
    const { deviceId } = row.view
    const one: Known = { row, driver: null, giveUp: async () => {} }
    known.set(deviceId, one)
    one.giveUp = leases.whileHeld(`agent:${deviceId}`, async (signal) => {
      one.driver = agentDriver(one.row, driverParts, signal)
      await one.driver.done
      one.driver = null
    })
  }

  async function look(): Promise<void> {
    const rows = new Map((await store.all()).map((row) => [row.view.deviceId, row]))
    if (stopping.signal.aborted) return
    for (const row of rows.values()) {
      const one = known.get(row.view.deviceId)
      if (one) {
        one.row = row
        one.driver?.presenceIs(row.presenceAt)
      } else drive(row)
    }
    const gone = [...known].filter(([deviceId]) => !rows.has(deviceId))
    for (const [deviceId, one] of gone) {
      known.delete(deviceId)
      one.driver?.removed()
    }
    await Promise.all(gone.map(([, one]) => one.giveUp()))
  }

  async function write(): Promise<void> {
    const batch = [...unwritten.values()]
    unwritten.clear()
    if (batch.length > 0) await store.note(batch)
  }

  let repeated: readonly (() => Promise<void>)[] = []

  return {
    start() {
      repeated = [
        repeatedly(clock, LOOK_EVERY_MS, look, onFailure),
        repeatedly(clock, WRITE_EVERY_MS, write, onFailure),
      ]
    },
    async add(owner, { baseUrl: text, name }) {
      if (!mayChangeHousehold(owner)) throw new BatonError('auth.forbidden')
      const { baseUrl, address } = await agentPlace(text, mayBeCalled)
      const deviceId = chance.uuid() as DeviceId
      const refused = await engine.addAgent(owner, {
        deviceId,
        name: name ?? new URL(baseUrl).host,
        baseUrl,
        address,
      })
      if (refused) throw new BatonError(refused.code, refused.details)
      await look()
      // Whoever adds it is there.
      known.get(deviceId)?.driver?.presenceIs(engine.now())
      return deviceId
    },
    async find({ householdId, userId }, deviceId) {
      const rows = await store.all(householdId)
      return rows.find((row) => row.userId === userId && row.view.deviceId === deviceId) ?? null
    },
    watched({ householdId, userId }, deviceId, chosen) {
      const tell = async () => {
        const row = (await store.all(householdId)).find(({ view }) => view.deviceId === deviceId)
        if (!row || (row.userId !== userId && !isShared(row.view))) return
        // Its loop hears what its owner is told.
        engine.beacon(householdId, 'devices', { type: 'watched', deviceId, chosen }, row.userId)
      }
      tell().catch(onFailure)
    },
    report: (kind, secret, body) => posts.take(kind, secret, body),
    async stop() {
      stopping.abort()
      await Promise.all(repeated.map((stop) => stop()))
      await Promise.all([...known.values()].map((one) => one.giveUp()))
      await write().catch(onFailure)
    },
  }
}

function hostOf(address: string): string {
  const plain = address.replace(/^::ffff:/i, '')
  return plain.includes(':') ? `[${plain}]` : plain
}
