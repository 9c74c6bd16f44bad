// The session of a box, for its speaker and its buttons: the hub's while that is there, its own while it is away. Its own
// device alone can sound for the box's session, so nothing that it does meanwhile can be a second speaker. Rules BX22 to BX26.
import {
  type Ask,
  BatonFailure,
  type FollowedChange,
  type FollowedState,
  type Following,
  type Hub,
  isFailure,
  type Outcome,
  positionNow,
  type Report,
  type SendOptions,
  store,
} from '@baton/client'
import {
  type DeviceId,
  type Entry,
  type ReportKind,
  type SessionView,
  type Shelf,
  stretchesOf,
  type TrackId,
} from '@baton/protocol'
import type { Log } from '../log/log.ts'
import { passes } from '../passes.ts'
import { type Alone, announcedBy, awoken, cutOff, type Facts, held } from './alone.ts'
import { asked, reported } from './asked.ts'
import { ceilingAt } from './ceiling.ts'
import type { LastKnown } from './shelf.ts'
import { standingOf } from './standing.ts'
import type { ToldPlays } from './told-plays.ts'
import { unconfirmedEnds } from './unconfirmed-ends.ts'

export interface BoxParts {
  readonly hub: Hub
  readonly following: Following
  readonly deviceId: DeviceId
  readonly plays: ToldPlays
  readonly pathOf: (trackId: TrackId) => string | null
  readonly used: (trackId: TrackId) => void
  readonly tags: () => Shelf['tags']
  /** As it was before the program was started; null: nothing is known of it. */
  readonly last: () => LastKnown | null
  readonly known: (last: LastKnown) => void
  readonly log: Log
}

export interface BoxSession extends AsyncDisposable {
  /** For the speaker: a hub that is always there. */
  readonly hub: Hub
  readonly following: Following
  readonly takesReport: (report: Report) => boolean
  /** Whether it plays by itself now. */
  readonly isAlone: () => boolean
  /** A tag was seen or a button pressed: the hub does it within 3 s, or the box itself. Throws a BatonFailure. */
  press(ask: Ask, sending?: SendOptions): Promise<Outcome>
}

/** Names no log: nothing is resumed behind it. */
const NO_EPOCH = 'alone000'
const TOLD_WITHIN_MS = 5_000
const PRESSED_WITHIN_MS = 3_000
const AGAIN_MS = 1_000
/** No timer runs for longer. */
const LOOK_EVERY_MS = 3_600_000
/** Why the speaker is told: it is all new, or what it did and said itself has been taken up. */
type Cause = 'snapshot' | 'place' | 'moved-on'
const CAUSES: { readonly [E in ReportKind]?: Cause } = {
  sounding: 'place',
  progress: 'place',
  stalled: 'place',
  ended: 'moved-on',
}
const HAPPENED = {
  place: { type: 'session.position-confirmed', change: {}, driftMs: 0 },
  'moved-on': { type: 'session.moved-on', change: {}, cause: 'ended' },
} as const
const DONE: Outcome = {
  receipt: { commandId: '' as never, seq: 0, revision: 0, changed: true, result: { scanned: 'played' } },
  session: null,
}

export function boxSession(parts: BoxParts): BoxSession {
  const { hub, following, deviceId, plays, log } = parts
  const { clock } = hub
  const state = store<FollowedState>(following.state.get())
  const listening = new Set<(change: FollowedChange) => void>()
  const ends = unconfirmedEnds()
  let alone: Alone | null = null
  let catchingUp = false
  let cancelTelling = () => {}
  let cancelHold = () => {}
  let closed = false
  let volumeChanged = false
  // The hub's time less ours as it was known when the hub went: what is learnt of it meanwhile moves nothing here.
  let offsetMs = 0

  const serverNow = () => (alone === null ? following.serverNow() : clock.now() + offsetMs)
  const ownDevice = () =>
    following.state.get().devices?.find((device) => device.deviceId === deviceId) ??
    parts.last()?.device ??
    null
  const instant = () => (hub.serverClock() ? following.serverNow() : clock.wall())
  const ceiling = () => ceilingAt(ownDevice(), instant())
  const facts = (): Facts => ({
    now: Math.round(serverNow()),
    deviceId,
    loudest: ceiling().loudest,
    isKept: (trackId) => parts.pathOf(trackId) !== null,
  })
  const tell = (change: FollowedChange) => {
    for (const listener of [...listening]) listener(change)
  }

  // Between two steps of what waits it may have become another.
  const present = (): Alone | null => alone
  const isLive = () => {
    const { connection, catchingUp: isBehind } = following.state.get()
    return connection === 'live' && !isBehind
  }

  /** What the speaker is shown while the hub is away. */
  function show(cause: Cause): void {
    if (alone === null) return
    const known = following.state.get()
    const { view } = alone
    const upNext = announcedBy(alone, facts())
    const session: SessionView = { ...view, next: upNext }
    const addressOf = (entry: Entry | null) => {
      if (!entry) return null
      const own = parts.pathOf(entry.trackId)
      return own ?? (entry.entryId === known.session?.current?.entryId ? known.fileUrl : null)
    }
    const shown: FollowedState = {
      ...known,
      connection: 'live',
      catchingUp: false,
      epoch: known.epoch ?? NO_EPOCH,
      session,
      fileUrl: addressOf(view.current),
      nextFileUrl: addressOf(upNext),
    }
    state.set(shown)
    if (cause === 'snapshot') tell({ cause, state: shown })
    else tell({ cause: 'event', state: shown, event: HAPPENED[cause], commandId: null })
  }

  /** Takes what was done here, tells it to the speaker, and puts by what was played. */
  function become(changed: Alone, cause: Cause = 'snapshot'): void {
    plays.add(changed.plays)
    alone = { ...changed, plays: [] }
    const { current } = alone.view
    if (current) parts.used(current.trackId)
    show(cause)
    holdToCeiling()
  }

  /** Nobody else can while the hub is away. */
  function holdToCeiling(): void {
    cancelHold()
    if (alone === null || closed) return
    const { silenced, changesAt } = ceiling()
    const within = held(alone, silenced !== null, facts())
    if (within !== alone) become(within)
    else if (changesAt !== null)
      cancelHold = clock.after(Math.min(changesAt - instant(), LOOK_EVERY_MS), holdToCeiling)
  }

  /** `isAsked`: somebody wants something of it. The music of a person, whose speaker it was, is not its own to go on with. */
  function goAlone(isAsked = false): boolean {
    if (alone !== null) return true
    const followed = following.state.get().session
    const session = followed?.ofBox ? followed : null
    const last = parts.last()
    if ((!session && !last) || (followed && !session && !isAsked)) return false
    log.info('The hub is away: this box plays by itself')
    offsetMs = following.serverNow() - clock.now()
    const lastEntries = last?.entries ?? []
    become(
      session
        ? cutOff(session, entriesOf(following.state.get()) ?? lastEntries, facts())
        : awoken((last as LastKnown).session, lastEntries, facts()),
    )
    const unconfirmed = ends.taken(facts().now)
    if (!session) return true
    // It did not hear of these, and the sound is beyond them.
    for (const { report, at } of unconfirmed) {
      const before = present()
      if (before) heed(before, report, { ...facts(), now: at })
    }
    return true
  }

  /** What happened here is told in order: what was played, then where it stands. Only then the hub's word counts again. */
  async function catchUp(): Promise<void> {
    if (catchingUp || closed) return
    catchingUp = true
    try {
      for (let before = present(); before !== null && isLive(); before = present()) {
        if (!(await plays.deliver(hub))) break
        const isOther = () => present()?.changes !== before?.changes
        if (before.changes > 0 && before.view.current) {
          if (!(await standThere(before))) break
        }
        if (volumeChanged && !(await tellVolume(before))) break
        if (!isOther()) rejoin()
      }
    } finally {
      catchingUp = false
    }
    if (alone !== null && isLive() && !closed) {
      clock.after(AGAIN_MS, () => void catchUp())
    }
  }

  /** What an earlier run of the program, or an earlier outage, has left to tell. */
  async function tellPlays(): Promise<void> {
    if (closed || alone !== null || !isLive() || !plays.waits()) return
    if (!(await plays.deliver(hub))) {
      cancelTelling()
      cancelTelling = clock.after(AGAIN_MS, () => void tellPlays())
    }
  }

  /** False: the hub is gone again. Where it refuses, its own word counts. */
  async function standThere(told: Alone): Promise<boolean> {
    const positionMs = positionNow(told.view, serverNow())
    try {
      const { receipt } = await hub.send(
        { type: 'session.stand-at', ...standingOf(told, Math.round(positionMs)) },
        { expiresMs: TOLD_WITHIN_MS },
      )
      return await heardOf(receipt.revision)
    } catch (error) {
      if (!isFailure(error)) throw error
      if (passes(error)) return false
      log.warn(`The hub does not take over where this box stands: ${error.code}`)
      return true
    }
  }

  function heardOf(revision: number): Promise<boolean> {
    // Until it has its device again, it is shown whose speaker that was.
    const has = ({ session }: FollowedState) => session?.ofBox === true && session.revision >= revision
    if (has(following.state.get())) return Promise.resolve(true)
    return new Promise((resolve) => {
      const end = (heard: boolean) => {
        cancel()
        leave()
        resolve(heard)
      }
      const cancel = clock.after(TOLD_WITHIN_MS, () => end(false))
      const leave = following.state.subscribe((now) => has(now) && end(true))
    })
  }

  /** False: the hub is gone again. */
  async function tellVolume({ view }: Alone): Promise<boolean> {
    const wanted = view.volumes[deviceId]
    const ask = { type: 'session.set-volume', deviceId, ...wanted } as const
    try {
      if (wanted) await hub.send(ask, { expiresMs: TOLD_WITHIN_MS })
    } catch (error) {
      if (!isFailure(error)) throw error
      if (passes(error)) return false
    }
    if (present()?.view.volumes[deviceId] === wanted) volumeChanged = false
    return true
  }

  function rejoin(): void {
    alone = null
    cancelHold()
    log.info('The hub is back, and knows where this box stands')
    const known = following.state.get()
    state.set(known)
    tell({ cause: 'snapshot', state: known })
  }

  const leaveState = following.state.subscribe((known) => {
    if (closed) return
    if (alone === null) state.set(known)
    if (known.connection === 'away') goAlone()
    else if (alone !== null && isLive()) void catchUp()
    else void tellPlays()
    if (alone === null && known.connection === 'live' && known.session?.ofBox) {
      parts.known({ session: known.session, entries: entriesOf(known) ?? [], device: ownDevice() })
    }
  })
  const leaveChanges = following.listen((change) => {
    ends.heard(change)
    if (alone === null) tell(change)
  })
  if (following.state.get().connection === 'away') goAlone()
  else void tellPlays()

  /** What a speaker reports is the box's own business while it is alone. */
  function takesReport(report: Report): boolean {
    const now = facts()
    if (alone === null) ends.told(report, now.now)
    else heed(alone, report, now)
    return alone !== null
  }

  function heed(before: Alone, report: Report, then: Facts): void {
    const changed = reported(before, report, then)
    if (changed) become(changed, CAUSES[report.event])
  }

  async function press(ask: Ask, sending: SendOptions = {}): Promise<Outcome> {
    if (alone === null && isLive()) {
      try {
        return await hub.send(ask, { expiresMs: PRESSED_WITHIN_MS, ...sending })
      } catch (error) {
        if (!isFailure(error, 'client.offline', 'client.expired')) throw error
      }
    }
    if (!goAlone(true) || alone === null) throw new BatonFailure('client.offline')
    const done = asked(alone, ask, parts.tags(), facts())
    if (done === null) throw new BatonFailure('client.offline')
    const { silenced } = ceiling()
    const begins = alone.view.playState !== 'playing' && done.view.playState === 'playing'
    if (silenced && begins) throw new BatonFailure(silenced)
    if (ask.type === 'session.set-volume') volumeChanged = true
    become(done)
    // The hub may be there again, and was only too slow.
    if (isLive()) void catchUp()
    return DONE
  }

  const offline = () => Promise.reject(new BatonFailure('client.offline'))
  return {
    isAlone: () => alone !== null,
    takesReport,
    press,
    hub: {
      ...hub,
      contactAgeMs: () => (alone === null ? hub.contactAgeMs() : 0),
      heartbeat: (capabilities) => (alone === null ? hub.heartbeat(capabilities) : Promise.resolve()),
      session: () => (alone === null ? hub.session() : offline()),
    },
    following: {
      ...following,
      state,
      serverNow,
      listen(listener) {
        listening.add(listener)
        return () => listening.delete(listener)
      },
      positionNow: () => positionNow(state.get().session, serverNow()),
    },
    async [Symbol.asyncDispose]() {
      closed = true
      cancelTelling()
      cancelHold()
      leaveState()
      leaveChanges()
      listening.clear()
    },
  }
}

/** Those that are known around the current one, in the order that plays. */
function entriesOf({ queue, session }: FollowedState): readonly Entry[] | null {
  if (!queue) return null
  const stretches = stretchesOf(queue)
  const around = stretches.find(({ entries }) =>
    entries.some(({ entryId }) => entryId === session?.current?.entryId),
  )
  return around?.entries ?? []
}
