import { type DeviceId, SILENCED_WITHIN_MS } from '@baton/protocol'
import type { FollowedChange, Following } from '../follow/following.ts'
import { isFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
import { ageMs, type Moment, momentOf } from '../runtime/clock.ts'
import { memoryStorage, type Storage } from '../runtime/storage.ts'
import { type Store, store } from '../runtime/store.ts'
import { decideSpeaker } from './decide.ts'
import { desiredOf, mayHold } from './desired.ts'
import { onceHeard } from './once-heard.ts'
import { keepRegistered } from './registration.ts'
import { outbox } from './report-outbox.ts'
import { sessionPoll } from './session-poll.ts'
import type { Sound } from './sound.ts'
import {
  type Facts,
  isAudible,
  newSpeaker,
  type Report,
  type SpeakerAction,
  type SpeakerInput,
  type SpeakerState,
} from './state.ts'

export interface SpeakerOptions {
  readonly hub: Hub
  readonly following: Following
  readonly sound: Sound
  /** The device that this sign-in was registered as. */
  readonly deviceId: DeviceId
  /** Keeps the report numbers and unsent reports over a reload. Default: memory only. */
  readonly storage?: Storage
  /** Takes a report in the hub's place; false: it is the hub's. Default: all are. */
  readonly takesReport?: (report: Report) => boolean
}

/**
 * `locked`: it ought to sound and the platform refuses until somebody touches this page. `removed`: the hub does not
 * know this device any more, and did not take it back.
 */
export type SpeakerCondition =
  | 'idle'
  | 'preparing'
  | 'paused'
  | 'starting'
  | 'sounding'
  | 'stalled'
  | 'locked'
  | 'removed'

/** A following device: makes the desired playback heard and says what it really does. */
export interface Speaker extends AsyncDisposable {
  readonly condition: Store<SpeakerCondition>
  /** Somebody has touched the page and sound is allowed now: tells the hub, and sounds if it should. */
  unlocked(): Promise<void>
}

const TICK_MS = 250
const IDLE_TICK_MS = 1_000
const ASK_ADDRESS_AFTER_MS = 1_000

/** Drives a sound engine by the rules of `decideSpeaker`, which alone decides. Ending it silences the engine. */
export function speaker(options: SpeakerOptions): Speaker {
  const { hub, following, sound, deviceId, storage = memoryStorage(), takesReport = () => false } = options
  const { clock } = hub
  const condition = store<SpeakerCondition>('idle')
  const waiting: SpeakerInput[] = []
  let state = newSpeaker(deviceId)
  let working = false
  let closed = false
  let cancelTick = () => {}
  let liveAt: Moment | null = null
  let passedOver = false
  /** When it sounded last, or was about to. */
  let handedOnAt: number | null = null

  const reports = outbox({
    deviceId,
    storage,
    clock,
    send: (report) => hub.send({ type: 'device.report', deviceId, ...report }, { expiresMs: 0 }),
    answered: (report, outcome) => {
      const session = outcome instanceof Error ? null : outcome.session
      if (session) poll.expect(session.revision)
      if (isFailure(outcome, 'speaker.stale', 'speaker.not-active') && !isNotSpeaker(report.epoch))
        poll.read()
      if (isFailure(outcome, 'device.not-found')) registration.check()
      if (report.event !== 'ended') return
      hear({ type: 'ended-answered', currentEntryId: session?.current?.entryId ?? null })
    },
  })

  const said = onceHeard({ clock, tailMs, add: reports.add })

  const poll = sessionPoll({ hub, known: () => state.session, hear })

  /** Nothing is still heard where nothing was handed on, or that was long ago. */
  function tailMs(): number {
    if (handedOnAt === null) return 0
    return Math.max(0, (sound.tailMs?.() ?? 0) - (clock.now() - handedOnAt))
  }

  /** It knows already that the right it had under this epoch is gone. */
  function isNotSpeaker(epoch: number): boolean {
    const { session } = state
    return session?.activeDeviceId !== deviceId || session.speakerEpoch > epoch
  }

  function facts(): Facts {
    const { connection, catchingUp } = following.state.get()
    const live = connection === 'live' && !catchingUp
    if (live) liveAt = momentOf(clock)
    return {
      now: clock.now(),
      serverNow: following.serverNow(),
      uncertaintyMs: Math.min(hub.serverClock()?.uncertaintyMs ?? 0, 1_000),
      positionMs: sound.positionMs(),
      unlocked: sound.unlocked(),
      live,
      liveAgeMs: liveAt ? ageMs(clock, liveAt) : Number.POSITIVE_INFINITY,
      contactAgeMs: hub.contactAgeMs(),
    }
  }

  /** One input after the other, also where an action of one brings the next at once. */
  function hear(input: SpeakerInput): void {
    waiting.push(input)
    if (working || closed) return
    working = true
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const step = decideSpeaker(state, next, facts())
        if (isAudible(state) || isAudible(step.state)) handedOnAt = clock.now()
        state = step.state
        for (const action of step.actions) act(action)
      }
    } finally {
      working = false
    }
    condition.set(conditionOf(state, sound.unlocked()))
    tickSoon()
  }

  function act(action: SpeakerAction): void {
    switch (action.type) {
      case 'load':
        sound.load(action.source, { positionMs: action.positionMs })
        break
      case 'prepare':
        sound.prepareNext(action.source)
        break
      case 'play':
        sound.play()
        break
      case 'pause':
        sound.pause()
        break
      case 'seek':
        sound.seek(action.positionMs)
        break
      case 'volume':
        sound.setVolume(action.volume, action.muted)
        break
      case 'unload':
        sound.unload()
        break
      case 'report':
        if (!takesReport(action.report)) said.add(action.report)
        break
    }
  }

  function tickSoon(): void {
    cancelTick()
    if (closed) return
    const regular = state.loaded ? TICK_MS : IDLE_TICK_MS
    const { handOver } = state.session ?? {}
    const due = handOver?.toDeviceId === deviceId && handOver.silenced === null
    const left = due ? handOver.committedAt + SILENCED_WITHIN_MS - following.serverNow() : regular
    cancelTick = clock.after(Math.max(5, Math.min(regular, left <= 0 ? regular : left)), () => {
      askForMissing()
      hear({ type: 'tick' })
    })
  }

  /** The address of the track and the right to sound come with the stream. Where they did not, the session is read. */
  function askForMissing(): void {
    const now = facts()
    const lacksRight = state.lapsed && mayHold(now)
    const lacksAddress = desiredOf(state, now).kind === 'address-missing'
    const patienceMs = lacksRight ? 0 : lacksAddress ? ASK_ADDRESS_AFTER_MS : null
    poll.want(now.live ? patienceMs : null)
  }

  /** Only what is true now is acted upon. What was missed counts once, as the state it led to. */
  function follow(change: FollowedChange): void {
    if (change.state.catchingUp) {
      passedOver ||= change.cause === 'event'
      return
    }
    const happened = change.cause === 'event' ? change.event.type : change.cause
    const cause = passedOver ? 'snapshot' : happened
    passedOver = false
    if (change.cause === 'connection' && change.state.connection === 'live') reports.hurry()
    const concerned = change.cause !== 'event' || happened.startsWith('session.')
    if (!concerned || change.state.epoch === null) return
    const { session, fileUrl, nextFileUrl } = change.state
    hear({ type: 'session', session, fileUrl, nextFileUrl, cause })
  }

  const leaveSound = sound.listen((event) => hear({ type: 'sound', event }))
  const leaveFollowing = following.listen(follow)
  const registration = keepRegistered({
    hub,
    deviceId,
    unlocked: () => sound.unlocked(),
    devices: () => following.state.get().devices,
    known: (isKnown) => {
      if (isKnown !== state.removed) return
      hear({ type: isKnown ? 'registered' : 'removed' })
      if (isKnown) return
      said.drop()
      reports.drop()
    },
  })
  const known = following.state.get()
  if (known.epoch !== null && known.connection === 'live') follow({ cause: 'snapshot', state: known })
  tickSoon()

  return {
    condition,
    unlocked: async () => {
      hear({ type: 'unlocked' })
      await hub.heartbeat({ unlocked: true })
    },
    [Symbol.asyncDispose]: async () => {
      closed = true
      cancelTick()
      registration[Symbol.dispose]()
      poll[Symbol.dispose]()
      leaveSound()
      leaveFollowing()
      sound.pause()
      sound.unload()
      said.flush()
      await reports[Symbol.asyncDispose]()
    },
  }
}

function conditionOf(state: SpeakerState, unlocked: boolean): SpeakerCondition {
  const { loaded, session, deviceId, removed } = state
  if (removed) return 'removed'
  if (session?.activeDeviceId !== deviceId) return loaded?.offerId ? 'preparing' : 'idle'
  switch (loaded?.doing) {
    case 'sounding':
    case 'starting':
    case 'stalled':
      return loaded.doing
    case 'blocked':
      return 'locked'
    case 'loading':
      return 'starting'
    default:
      if (!unlocked) return 'locked'
      return session.playState === 'playing' ? 'preparing' : 'paused'
  }
}
