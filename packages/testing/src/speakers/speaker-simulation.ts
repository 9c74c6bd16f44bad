import {
  type Ask,
  ageMs,
  BatonFailure,
  type FollowedChange,
  type FollowedState,
  type Following,
  type Hub,
  memoryStorage,
  momentOf,
  NOTHING_KNOWN,
  type Outcome,
  type SessionDocument,
  type Speaker,
  type Storage,
  speaker,
  store,
} from '@baton/client'
import {
  type Command,
  foldRoom,
  type LogEpoch,
  NO_QUEUE,
  positionAt,
  type SessionView,
  wholeQueue,
} from '@baton/protocol'
import {
  attempt,
  type DeviceName,
  deviceId,
  type Household,
  householdWith,
  pass,
  SESSION,
  START,
  trackId,
} from '../domain/household.ts'
import { FakeClock } from '../fakes/fake-clock.ts'
import { FakeSound, type FakeSoundOptions } from '../fakes/fake-sound.ts'

export interface Player {
  readonly name: DeviceName
  readonly sound: FakeSound
  readonly following: Following
  readonly speaker: Speaker
  /** What it would find again after a restart. */
  readonly storage: Storage
  /** Reports as the hub received them. */
  readonly reports: readonly (Command & { type: 'device.report' })[]
  /** How many of its heartbeats have arrived. */
  heartbeats(): number
  /** Cuts the wire both ways; what the hub says meanwhile does not arrive. */
  cut(): void
  /** Cuts one way: it hears the hub, and nothing that it says arrives. */
  mute(): void
  /** Ends `mute`, and tells it nothing. */
  unmute(): void
  /** Cuts the other way: what it says arrives, and it hears nothing but answers. `noticed`: it knows. */
  deafen(options: { readonly noticed: boolean }): void
  /** From now on the hub takes no device back that it has forgotten. */
  refuse(): void
  /** Afterwards a snapshot comes, or what was missed is told event by event. */
  mend(options?: { readonly replay?: boolean }): void
}

/** The hub's real rules, several following devices with fake sound, and wires with a delay; time is moved by hand. */
export interface SpeakerSimulation extends AsyncDisposable {
  readonly clock: FakeClock
  household(): Household
  session(): SessionView
  player(name: DeviceName): Player
  /** Asked by a screen that is no speaker. */
  ask(command: Command, caller?: DeviceName): void
  advance(ms: number): Promise<void>
}

const LOG = 'stagelog1' as LogEpoch

export function simulation(
  names: readonly DeviceName[],
  options: Partial<Omit<FakeSoundOptions, 'clock'>> & {
    readonly wireMs?: number
    /** Devices that are further away than the others. */
    readonly wires?: Partial<Record<DeviceName, number>>
    readonly tracks?: number
  } = {},
): SpeakerSimulation {
  const { wireMs: usualMs = 5, wires = {}, tracks = 5, ...sounding } = options
  const clock = new FakeClock()
  const offsetMs = START - clock.now()
  let household = householdWith(...names)
  let cancelTimer = () => {}
  let told = 0
  const hearers = new Set<
    (change: (state: FollowedState) => FollowedState, told: FollowedChange | null) => void
  >()
  const players = new Map<DeviceName, Player>()

  const present = () => {
    const now = clock.now() + offsetMs
    if (now > household.now) household = pass(household, now - household.now)
    spread()
  }
  const spread = () => {
    const fresh = household.events.slice(told)
    const before = told
    told = household.events.length
    const revision = household.session.view.revision
    for (const [i, event] of fresh.entries()) {
      for (const hear of hearers) {
        hear(
          (state) => {
            if (!state.session || !event.type.startsWith('session.')) return state
            const room = {
              family: 'session',
              session: state.session,
              queue: state.queue ?? NO_QUEUE,
            } as const
            const folded = foldRoom(room, event, { revision, at: household.now })
            return folded.family === 'session'
              ? { ...state, session: folded.session, seq: before + i + 1 }
              : state
          },
          { cause: 'event', event, commandId: null, state: NOTHING_KNOWN },
        )
      }
    }
    cancelTimer()
    const due = [...household.timers.values()].map((timer) => timer.at)
    if (due.length > 0) cancelTimer = clock.after(Math.min(...due) - offsetMs - clock.now(), present)
  }
  const carryOut = (command: Command, caller: DeviceName | null) => {
    present()
    const outcome = attempt(household, command, caller)
    household = outcome.household
    spread()
    if ('rejected' in outcome) throw new BatonFailure(outcome.rejected.code)
    return outcome.outcome
  }
  const addressesFor = (name: DeviceName, session: SessionView) => {
    const mine = session.activeDeviceId === deviceId(name) || session.offer?.toDeviceId === deviceId(name)
    const right =
      session.offer?.toDeviceId === deviceId(name)
        ? session.offer.offerId
        : (session.speakerOfferId ?? session.speakerEpoch)
    const url = (track: string | undefined) => (mine && track ? `/media/${track}?ticket=${right}` : null)
    return { fileUrl: url(session.current?.trackId), nextFileUrl: url(session.next?.trackId) }
  }
  const documentOf = (view: SessionView): SessionDocument => ({
    ...view,
    seq: told,
    epoch: LOG,
    serverTime: household.now,
    trackId: view.current?.trackId ?? null,
    track: view.current,
    entryId: view.current?.entryId ?? null,
    positionMs: positionAt(view.timeline, household.now, null),
    volume: 100,
    muted: false,
  })

  function addPlayer(name: DeviceName): void {
    const wireMs = wires[name] ?? usualMs
    const sound = new FakeSound({ clock, ...sounding })
    const state = store<FollowedState>({ ...NOTHING_KNOWN })
    const listening = new Set<(change: FollowedChange) => void>()
    const reports: (Command & { type: 'device.report' })[] = []
    const storage = memoryStorage()
    let contact = momentOf(clock)
    let isCut = false
    let isMute = false
    let isDeaf = false
    let isRefused = false
    let heartbeats = 0
    const tell = (change: FollowedChange) => {
      for (const listener of [...listening]) listener({ ...change, state: state.get() })
    }
    const snapshot = () => {
      const { view, queue } = household.session
      state.set({
        ...state.get(),
        connection: 'live',
        epoch: LOG,
        seq: told,
        session: view,
        queue: queue && wholeQueue(queue),
        ...addressesFor(name, view),
      })
      tell({ cause: 'snapshot', state: state.get() })
    }
    let missed: [fold: (state: FollowedState) => FollowedState, change: FollowedChange | null][] = []
    const replay = () => {
      state.set({ ...state.get(), connection: 'live', catchingUp: true })
      for (const [fold, change] of missed) {
        state.set(fold(state.get()))
        if (change) tell(change)
      }
      clock.after(wireMs, () => {
        const { view } = household.session
        state.set({ ...state.get(), catchingUp: false, seq: told, ...addressesFor(name, view) })
        tell({ cause: 'connection', state: state.get() })
      })
    }
    hearers.add((fold, change) => {
      if (isCut || isDeaf) return void missed.push([fold, change])
      clock.after(wireMs, () => {
        if (isCut || isDeaf) return
        const next = fold(state.get())
        state.set(next.session ? { ...next, ...addressesFor(name, next.session) } : next)
        if (change) tell(change)
      })
    })
    const over = async <T>(call: () => T): Promise<T> => {
      const sentAt = momentOf(clock)
      await new Promise<void>((resolve) => void clock.after(wireMs, resolve))
      if (isCut || isMute) throw new BatonFailure('client.offline')
      const answer = call()
      await new Promise<void>((resolve) => void clock.after(wireMs, resolve))
      contact = sentAt
      return answer
    }
    const mustBeKnown = () => {
      const isKnown = household.devices.some(({ view }) => view.deviceId === deviceId(name))
      if (!isKnown) throw new BatonFailure('device.not-registered')
    }
    const send = (ask: Ask): Promise<Outcome> =>
      over(() => {
        if (ask.type === 'device.report') {
          mustBeKnown()
          reports.push(ask)
        }
        const outcome = carryOut(ask as Command, name)
        const receipt = { commandId: 'c', seq: told, revision: 0, changed: true, result: outcome.result }
        return { receipt, session: documentOf(outcome.session.view) } as Outcome
      })
    const hub: Partial<Hub> = {
      clock,
      send,
      heartbeat: () =>
        over(() => {
          mustBeKnown()
          heartbeats += 1
        }),
      registerAgain: (as = name) =>
        over(() => {
          if (isRefused) throw new BatonFailure('device.not-found')
          const capabilities = { sound: true, unlocked: true, reports: true }
          carryOut({ type: 'device.register', deviceId: deviceId(name), name: as, capabilities }, name)
          return deviceId(name)
        }),
      contactAgeMs: () => ageMs(clock, contact),
      serverClock: () => ({ offsetMs, uncertaintyMs: wireMs }),
      session: () =>
        over(() => ({
          ...documentOf(household.session.view),
          ...addressesFor(name, household.session.view),
        })),
    }
    const following: Following = {
      state,
      listen: (listener) => {
        listening.add(listener)
        return () => listening.delete(listener)
      },
      serverNow: () => clock.now() + offsetMs,
      positionNow: () => 0,
      knowQueue: async () => true,
      wake: () => {},
      [Symbol.asyncDispose]: async () => {},
    }
    snapshot()
    players.set(name, {
      name,
      sound,
      following,
      reports,
      storage,
      speaker: speaker({
        hub: hub as Hub,
        following,
        sound,
        deviceId: deviceId(name),
        storage,
      }),
      cut: () => {
        isCut = true
        missed = []
        state.set({ ...state.get(), connection: 'away' })
        household = { ...household, quiet: new Set([...household.quiet, deviceId(name)]) }
      },
      heartbeats: () => heartbeats,
      mute: () => {
        isMute = true
      },
      refuse: () => {
        isRefused = true
      },
      unmute: () => {
        isMute = false
      },
      deafen: ({ noticed }) => {
        isDeaf = true
        missed = []
        if (!noticed) return
        state.set({ ...state.get(), connection: 'away' })
        tell({ cause: 'connection', state: state.get() })
      },
      mend: (options) => {
        isMute = false
        isDeaf = false
        contact = momentOf(clock)
        household = {
          ...household,
          quiet: new Set([...household.quiet].filter((id) => id !== deviceId(name))),
        }
        present()
        isCut = false
        if (options?.replay) replay()
        else snapshot()
      },
    })
  }

  const trackIds = Array.from({ length: tracks }, (_, i) => trackId(i + 1))
  carryOut({ type: 'queue.enqueue', sessionId: SESSION, source: { trackIds }, at: 'end' }, null)
  for (const name of names) addPlayer(name)

  return {
    clock,
    household: () => household,
    session: () => household.session.view,
    player: (name) => {
      const found = players.get(name)
      if (!found) throw new Error(`The simulation has no ${name}`)
      return found
    },
    ask: (command, caller) => void carryOut(command, caller ?? null),
    advance: async (ms) => {
      await clock.advance(ms)
      present()
    },
    [Symbol.asyncDispose]: async () => {
      cancelTimer()
      const ends = [...players.values()].map((each) => each.speaker[Symbol.asyncDispose]())
      await clock.advance(1_000)
      await Promise.all(ends)
    },
  }
}
