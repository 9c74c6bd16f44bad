// Displays are told by themselves what changes for them: that something else plays, and that quiet hours begin or end. Of
// each owner whose displays are connected here the worker follows devices and session, as a screen does; so it does not
// matter on which worker something was changed.
import {
  type DeviceId,
  type DeviceView,
  type Frame,
  foldSession,
  isDeviceEvent,
  type SessionView,
  sessionRoom,
} from '@baton/protocol'
import type { DisplaySaid } from '#domain'
import type { RunningEngine } from '../create-engine.ts'
import { pause } from '../leases/pause.ts'
import type { Clock } from '../ports/clock.ts'
import type { DisplayIdentity, DisplayStore } from '../ports/displays.ts'
import { asOwner } from './as-owner.ts'
import type { RunningDisplayCommands } from './commands.ts'
import type { RunningConnections } from './connections.ts'
import { type Playing, playingIn } from './playing.ts'
import { type Unasked, type UnaskedAbout, unaskedOf } from './unasked.ts'

/** A display follows its commands before it says what it can; one that says nothing is told all the same after this. */
const SAYS_WITHIN_MS = 5_000
/** One that does not answer is told again, so often in all. */
const MOST_TRIES = 3
const AGAIN_AFTER_MS = 2_000
/** Nor did one that was away without anybody knowing: so long after it has said something it is told anew. */
const ANEW_AFTER_MS = 30_000

export interface DisplayKeeperParts {
  readonly engine: Pick<RunningEngine, 'follow' | 'tell'>
  readonly connections: Pick<RunningConnections, 'onCame' | 'onOver'>
  readonly store: Pick<DisplayStore, 'byKey'>
  readonly tellHere: RunningDisplayCommands['tellHere']
  /** Somebody has asked it for something just now: what they want comes first. */
  readonly isAsked: (playerKey: DeviceId) => boolean
  readonly clock: Pick<Clock, 'after'>
  readonly onFailure: (error: unknown) => void
}

interface Kept {
  readonly identity: DisplayIdentity
  /** What it was told last, and whether there is any use in telling it again. */
  readonly told: Map<
    UnaskedAbout,
    { readonly key: string; readonly tries: number; readonly isAnswered: boolean }
  >
  target: number | null
  /** What was noted of it, as long as the follower has not come to it; null: nothing more than that knows. */
  noted: DisplaySaid | null
  isReady: boolean
  isBusy: boolean
  cancelWait(): void
  /** Null: it has not said anything since. */
  cancelAnew: (() => void) | null
}

interface Owner {
  readonly displays: Map<DeviceId, Kept>
  readonly end: AbortController
  readonly followed: Promise<void>
  devices: Map<DeviceId, DeviceView>
  session: SessionView | null
  /** What is to be seen of it; null: not known yet. */
  playing: Playing | null
}

/** Ends when it is disposed of; displays are told nothing by themselves from then on. */
export interface RunningKeeper extends AsyncDisposable {
  /** Something that somebody asked for is over: it is noted, and what was put off meanwhile is told. Also of a display that is kept elsewhere. Never rejects. */
  done(playerKey: DeviceId, said: DisplaySaid | null): Promise<void>
}

export function keepDisplays(parts: DisplayKeeperParts): RunningKeeper {
  const { engine, connections, store, tellHere, isAsked, clock, onFailure } = parts
  const owners = new Map<string, Owner>()
  const ownerOf = new Map<DeviceId, string>()
  const noting = new Set<Promise<unknown>>()
  let isOver = false

  connections.onCame((identity, saidWhatItCan) => {
    if (isOver) return
    const { playerKey, userId } = identity
    const owner = owners.get(userId) ?? begin(identity)
    ownerOf.set(playerKey, userId)
    const known = owner.displays.get(playerKey)
    if (saidWhatItCan && known) {
      anewLater(owner, known)
      return ready(owner, known)
    }
    if (known) cancelTimers(known)
    const kept: Kept = {
      identity,
      told: new Map(),
      target: null,
      noted: null,
      isReady: saidWhatItCan,
      isBusy: false,
      cancelWait: () => {},
      cancelAnew: null,
    }
    kept.cancelWait = clock.after(SAYS_WITHIN_MS, () => ready(owner, kept))
    owner.displays.set(playerKey, kept)
    if (saidWhatItCan) ready(owner, kept)
  })

  connections.onOver((playerKey) => {
    const userId = ownerOf.get(playerKey)
    const owner = userId === undefined ? undefined : owners.get(userId)
    if (userId === undefined || !owner) return
    ownerOf.delete(playerKey)
    const kept = owner.displays.get(playerKey)
    if (kept) cancelTimers(kept)
    owner.displays.delete(playerKey)
    if (owner.displays.size > 0) return
    owners.delete(userId)
    owner.end.abort()
  })

  function begin(identity: DisplayIdentity): Owner {
    const end = new AbortController()
    const owner: Owner = {
      displays: new Map(),
      end,
      followed: Promise.resolve().then(() => followed()),
      devices: new Map(),
      session: null,
      playing: null,
    }
    owners.set(identity.userId, owner)
    return owner

    async function followed(): Promise<void> {
      const principal = asOwner(identity)
      const rooms = ['devices', sessionRoom(identity.sessionId)] as const
      while (!end.signal.aborted) {
        try {
          for await (const frame of engine.follow({ principal, rooms, signal: end.signal }).frames) {
            for (const kept of newsIn(owner, frame)) look(owner, kept)
          }
        } catch (error) {
          if (!end.signal.aborted) onFailure(error)
        }
        await pause(clock, AGAIN_AFTER_MS, end.signal)
      }
    }
  }

  function ready(owner: Owner, kept: Kept): void {
    kept.cancelWait()
    kept.isReady = true
    look(owner, kept)
  }

  /** It may have been away when it was told: a broker does not say so. */
  function anewLater(owner: Owner, kept: Kept): void {
    const isUnanswered = [...kept.told.values()].some(({ isAnswered }) => !isAnswered)
    if (!isUnanswered || kept.cancelAnew) return
    kept.cancelAnew = clock.after(ANEW_AFTER_MS, () => {
      kept.cancelAnew = null
      if (kept.isBusy) return anewLater(owner, kept)
      for (const [about, { isAnswered }] of kept.told) if (!isAnswered) kept.told.delete(about)
      look(owner, kept)
    })
  }

  /** One thing after the other, until there is nothing left to tell it. */
  function look(owner: Owner, kept: Kept): void {
    if (kept.isBusy || !kept.isReady) return
    kept.isBusy = true
    worked(owner, kept).catch((error: unknown) => {
      if (!isHere(owner, kept)) return
      onFailure(error)
      lookLater(owner, kept)
    })
  }

  function lookLater(owner: Owner, kept: Kept): void {
    kept.cancelWait()
    kept.cancelWait = clock.after(AGAIN_AFTER_MS, () => look(owner, kept))
  }

  async function worked(owner: Owner, kept: Kept): Promise<void> {
    try {
      for (let next = nextFor(owner, kept); next; next = nextFor(owner, kept)) {
        const isTold = await tell(owner, kept, next)
        if (isTold) continue
        if (isHere(owner, kept)) lookLater(owner, kept)
        return
      }
    } finally {
      kept.isBusy = false
    }
  }

  function nextFor(owner: Owner, kept: Kept): Unasked | undefined {
    if (!isHere(owner, kept)) return undefined
    const { playerKey } = kept.identity
    const device = owner.devices.get(playerKey)
    // Before both are known nothing is.
    if (!device || !owner.playing || kept.noted || isAsked(playerKey)) return undefined
    const wanted = unaskedOf(device, owner.playing, kept.target)
    // What is not wanted any more may be wanted again later.
    for (const about of [...kept.told.keys()])
      if (!wanted.some((one) => one.about === about && kept.told.get(about)?.key === one.key))
        kept.told.delete(about)
    return wanted.find(({ about }) => {
      const told = kept.told.get(about)
      return !told || (!told.isAnswered && told.tries < MOST_TRIES)
    })
  }

  /** False: it could not be told, which is no try. */
  async function tell(owner: Owner, kept: Kept, unasked: Unasked): Promise<boolean> {
    const { about, key, command, before, done, target = null } = unasked
    const { playerKey } = kept.identity
    const tries = (kept.told.get(about)?.tries ?? 0) + 1
    if (before) await note(kept.identity, before)
    const answer = await tellHere(playerKey, command)
    if (answer === 'untold') return false
    // One that says no is not asked the same again.
    kept.told.set(about, { key, tries, isAnswered: answer !== null })
    if (!answer?.success || !isHere(owner, kept)) return true
    if (about === 'brightness') kept.target = target
    if (done) await note(kept.identity, done)
    return true
  }

  async function note(identity: DisplayIdentity, said: DisplaySaid): Promise<void> {
    const { householdId, playerKey: deviceId } = identity
    const news = { type: 'device.note-display', deviceId, said } as const
    const noted = engine.tell(householdId, identity, news).finally(() => noting.delete(noted))
    noting.add(noted)
    await noted
  }

  /** Whoever keeps it hears of it as of everything that changes. */
  async function notedElsewhere(playerKey: DeviceId, said: DisplaySaid | null): Promise<void> {
    try {
      const identity = said && (await store.byKey(playerKey))
      if (identity) await note(identity, said)
    } catch (error) {
      onFailure(error)
    }
  }

  function isHere(owner: Owner, kept: Kept): boolean {
    return !owner.end.signal.aborted && owner.displays.get(kept.identity.playerKey) === kept
  }

  return {
    async done(playerKey, said) {
      const owner = owners.get(ownerOf.get(playerKey) ?? '')
      const kept = owner?.displays.get(playerKey)
      if (!owner || !kept) return notedElsewhere(playerKey, said)
      try {
        // What the follower tells until it comes to this is older.
        if (said) kept.noted = isSo(owner.devices.get(playerKey), said) ? null : said
        if (said) await note(kept.identity, said)
      } catch (error) {
        kept.noted = null
        onFailure(error)
      }
      look(owner, kept)
    },

    async [Symbol.asyncDispose]() {
      isOver = true
      const all = [...owners.values()]
      for (const { displays, end } of all) {
        for (const kept of displays.values()) cancelTimers(kept)
        end.abort()
      }
      owners.clear()
      await Promise.allSettled([...all.map(({ followed }) => followed), ...noting])
    },
  }
}

function cancelTimers(kept: Kept): void {
  kept.cancelWait()
  kept.cancelAnew?.()
  kept.cancelAnew = null
}

/** Takes up what is told, and hands out the displays that may have to do with it. */
function newsIn(owner: Owner, frame: Frame): Iterable<Kept> {
  const { displays } = owner
  if (frame.kind === 'snapshot') {
    const { state } = frame
    if (state.family === 'session') return isAnother(owner, state.session) ? displays.values() : []
    if (state.family !== 'devices') return []
    owner.devices = new Map(state.devices.map((device) => [device.deviceId, device]))
    for (const kept of displays.values()) kept.noted = null
    return displays.values()
  }
  if (frame.kind !== 'event') return []
  const { event, revision, at } = frame
  if (!isDeviceEvent(event)) {
    const after = owner.session && foldSession(owner.session, event, { revision, at })
    return after && isAnother(owner, after) ? displays.values() : []
  }
  if (event.type === 'device.removed') {
    owner.devices.delete(event.deviceId)
    return []
  }
  const { device } = event
  owner.devices.set(device.deviceId, device)
  const kept = displays.get(device.deviceId)
  if (kept?.noted && isSo(device, kept.noted)) kept.noted = null
  return kept ? [kept] : []
}

/** Most of what happens in a session is not to be seen on a display. */
function isAnother(owner: Owner, session: SessionView): boolean {
  const before = JSON.stringify(owner.playing)
  owner.session = session
  owner.playing = playingIn(session)
  return JSON.stringify(owner.playing) !== before
}

function isSo(device: DeviceView | undefined, said: DisplaySaid): boolean {
  const display = device?.display
  if (!display) return false
  return Object.entries(said).every(([name, value]) => (display[name as keyof DisplaySaid] ?? null) === value)
}
