// The displays that are connected to this worker. What they say goes into the store; what the store says of their
// credentials cuts them off.
import { BoundedMap, type DeviceId } from '@baton/protocol'
import type { DisplayConnections, DisplayHeard, DisplayLink } from '../api/displays.ts'
import { NO_LIMITS, type Principal } from '../api/principal.ts'
import { repeatedly } from '../leases/repeatedly.ts'
import type { Clock } from '../ports/clock.ts'
import type { DisplayIdentity, DisplayStore } from '../ports/displays.ts'
import { secretHash } from '../secrets/credential-secrets.ts'
import type { DisplayEngine } from './display-engine.ts'

/** A display whose credentials have ended on another worker, or with its device, is cut off within this time. */
const STANDING_LOOK_MS = 2_000
/** At a broker beside the hub, of which this worker looks after what they are told by themselves. */
const MAX_HEARD_OF = 20_000
/** One that says nothing for so long is away: twice the longest heartbeat. */
const HEARD_OF_FOR_MS = 20 * 60_000

export interface ConnectionsParts {
  readonly engine: DisplayEngine
  readonly store: DisplayStore
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

export interface RunningConnections extends Omit<DisplayConnections, 'answered'>, AsyncDisposable {
  /** Null: it is not connected to this worker. */
  linkOf(playerKey: DeviceId): DisplayLink | null
  keys(): readonly DeviceId[]
  /** Its token, or the display itself, is gone. */
  cut(playerKey: DeviceId): void
  /**
   * Told of every display that has come, and again (`saidWhatItCan`) when it has said what it can be told to do. Of one at
   * a broker beside the hub whenever this worker hears of it: what it can is known by then.
   */
  onCame(listener: (identity: DisplayIdentity, saidWhatItCan: boolean) => void): void
  /** Told of every display that is not connected here any more, or that another worker hears of from now on. */
  onOver(listener: (playerKey: DeviceId) => void): void
}

export function connections({ engine, store, clock, onFailure }: ConnectionsParts): RunningConnections {
  const links = new Map<DeviceId, DisplayLink>()
  const ofComing = new Set<Parameters<RunningConnections['onCame']>[0]>()
  const ofGoing = new Set<(playerKey: DeviceId) => void>()
  /** Displays that a broker beside the hub is connected to, of which this worker is told what they say of themselves. */
  const heardOf = new BoundedMap<DeviceId, true>({
    most: MAX_HEARD_OF,
    lives: { ms: HEARD_OF_FOR_MS, now: clock.monotonicMs },
    onGone: wentFromHere,
  })

  /** This worker is the one that hears what displays at a broker beside the hub say of themselves. */
  let hears = false
  /** Those that were there before this worker heard anybody: not known here yet. */
  let isToRead = false
  /** While they are read: of whom something newer is known. */
  let saidMeanwhile: Set<DeviceId> | null = null

  function wentFromHere(playerKey: DeviceId): void {
    for (const listener of ofGoing) listener(playerKey)
  }

  async function note(identity: DisplayIdentity, { online, said }: DisplayHeard): Promise<boolean> {
    const { householdId, playerKey: deviceId } = identity
    const news = { type: 'device.note-display', deviceId, ...(online !== undefined && { online }) } as const
    const refused = await engine.tell(householdId, identity, { ...news, ...(said && { said }) })
    return refused === null
  }

  /** Who was there when this worker took over is to be told things as well, though it says nothing for a while. */
  async function readWhoIsThere(): Promise<void> {
    const newer = new Set<DeviceId>()
    saidMeanwhile = newer
    isToRead = false
    const isThere = await store
      .online(MAX_HEARD_OF)
      .catch((error: unknown) => {
        isToRead = hears
        throw error
      })
      .finally(() => {
        saidMeanwhile = null
      })
    for (const identity of isThere) {
      const { playerKey } = identity
      if (!hears || isToRead) return
      if (newer.has(playerKey) || heardOf.has(playerKey)) continue
      heardOf.set(playerKey, true)
      for (const listener of ofComing) listener(identity, true)
    }
  }

  async function look(): Promise<void> {
    heardOf.endLapsed()
    if (isToRead) await readWhoIsThere()
    const looked = [...links.values()]
    if (looked.length === 0) return
    const rows = await store.standing(looked.map(({ identity }) => identity.playerKey))
    const standing = new Map(rows.map((row) => [row.playerKey, row]))
    for (const link of looked) {
      const { playerKey } = link.identity
      const row = standing.get(playerKey)
      const isGood = row?.tokenHash === secretHash(link.token) && row.connectionId === link.connectionId
      if (!isGood && links.get(playerKey) === link) link.cut()
    }
  }

  const stopLooking = repeatedly(clock, STANDING_LOOK_MS, look, onFailure)

  return {
    async came(link) {
      const { identity, connectionId } = link
      const { playerKey } = identity
      await store.noteConnection(playerKey, connectionId)
      const former = links.get(playerKey)
      links.set(playerKey, link)
      former?.cut()
      engine.heard(speaking(identity))
      if (!(await note(identity, { online: true }))) return link.cut()
      for (const listener of ofComing) listener(identity, false)
    },

    async went(link) {
      const { identity, connectionId } = link
      const { playerKey } = identity
      if (links.get(playerKey) !== link) return
      links.delete(playerKey)
      wentFromHere(playerKey)
      const [row] = await store.standing([playerKey])
      // It may have come to another worker meanwhile.
      if (row?.connectionId === connectionId) await note(identity, { online: false })
    },

    heard: (identity) => engine.heard(speaking(identity)),

    async said(identity, news) {
      if (news.online !== false && !news.isPast) engine.heard(speaking(identity))
      const { playerKey } = identity
      if (!(await note(identity, news))) return links.get(playerKey)?.cut()
      const isConnectedHere = links.has(playerKey)
      if (!isConnectedHere && (!hears || (news.isPast && news.online !== false))) return
      if (!isConnectedHere) saidMeanwhile?.add(playerKey)
      if (!isConnectedHere && news.online === false) {
        if (heardOf.delete(playerKey)) wentFromHere(playerKey)
        return
      }
      if (!isConnectedHere) heardOf.set(playerKey, true)
      if (!isConnectedHere || news.said?.commands) for (const listener of ofComing) listener(identity, true)
    },

    takenOver() {
      hears = true
      isToRead = true
    },

    handedOn() {
      hears = false
      isToRead = false
      const keys = [...heardOf].map(([playerKey]) => playerKey)
      heardOf.clear()
      for (const playerKey of keys) wentFromHere(playerKey)
    },

    count: () => links.size,
    keys: () => [...links.keys()],
    linkOf: (playerKey) => links.get(playerKey) ?? null,
    cut: (playerKey) => links.get(playerKey)?.cut(),
    onCame: (listener) => void ofComing.add(listener),
    onOver: (listener) => void ofGoing.add(listener),
    [Symbol.asyncDispose]: stopLooking,
  }
}

/** A display as the house knows who speaks: by a credential of its own, that may do nothing but be heard of. */
function speaking({ playerKey, householdId, userId, sessionId }: DisplayIdentity): Principal {
  return {
    householdId,
    userId,
    sessionId,
    username: '',
    roles: [],
    limits: NO_LIMITS,
    scopes: [],
    credentialId: playerKey,
    deviceId: playerKey,
  }
}
