import { type EntryId, FULL_VOLUME, type OfferId } from '@baton/protocol'
import { positionNow } from '../follow/following.ts'
import type { Turn } from './decision.ts'
import { type Desired, desiredOf, startOf, startPosition } from './desired.ts'
import type { SessionInput } from './state.ts'

const UNLOAD_AFTER_MS = 5_000
const CORRECTED_MS = 250

export interface Occasion {
  /** Somebody moved the timeline: the sound follows it. */
  readonly correct: boolean
  readonly cause: SessionInput['cause']
}

/** These come from this device's own reports: the timeline follows the sound, not the other way round. */
const OWN_CAUSES: ReadonlySet<SessionInput['cause']> = new Set([
  'session.position-confirmed',
  'session.handover-completed',
  'session.speaker-stalled',
  'session.speaker-silenced',
  'session.play-counted',
  'session.next-announced',
  'session.handover-offered',
  'session.handover-failed',
  'connection',
])

export function correctsPosition(cause: SessionInput['cause']): boolean {
  return !OWN_CAUSES.has(cause)
}

/** Brings the sound from where it is to what is desired. Called after every input; does nothing where they agree. */
export function settle(turn: Turn, occasion: Occasion | null = null): void {
  const desired = desiredOf(turn.state, turn.facts)
  switch (desired.kind) {
    case 'nothing':
      letGo(turn)
      break
    case 'address-missing':
      if (turn.state.session?.activeDeviceId !== turn.state.deviceId) letGo(turn)
      else if (turn.state.session?.playState !== 'playing') hush(turn)
      break
    case 'offer':
      getReady(turn, desired)
      break
    case 'own':
      hold(turn, desired, occasion)
      break
  }
  setVolume(turn)
  prepareNext(turn)
}

/** The right to sound is elsewhere: silent at once, said at once; the bytes are kept a little, it may come back. */
function letGo(turn: Turn): void {
  const { loaded } = turn.state
  if (loaded === null) return
  if (turn.isAudible()) {
    turn.report('silenced', loaded.entryId)
    turn.silence()
    turn.set({ ahead: null })
  } else hush(turn)
  if (turn.facts.now - (turn.state.loaded?.since ?? 0) >= UNLOAD_AFTER_MS) {
    turn.do({ type: 'unload' })
    turn.set({ loaded: null, prepared: null, ahead: null, mishaps: 0, retryAt: null })
  }
}

function hush(turn: Turn): void {
  const doing = turn.state.loaded?.doing
  if (turn.isAudible() || doing === 'blocked') turn.silence()
  else if (doing === 'loading') turn.loaded({ doing: 'silent' })
}

/** Step 1 of a hand-over: load in silence and say so; without leave to sound, say that instead. */
function getReady(turn: Turn, { offerId, entryId, url }: Desired & { kind: 'offer' }): void {
  const { loaded, answered, session } = turn.state
  if (answered === offerId || session === null) return
  const said = { offerId, epoch: session.speakerEpoch }
  if (!turn.facts.unlocked) {
    turn.report('blocked', entryId, said)
    turn.set({ answered: offerId })
    return
  }
  if (loaded === null || loaded.offerId !== offerId || loaded.entryId !== entryId) {
    hush(turn)
    turn.load(entryId, url, 'expected', offerId as OfferId)
  } else if (loaded.ready) {
    turn.report('ready', entryId, said)
    turn.set({ answered: offerId })
  }
}

function hold(turn: Turn, desired: Desired & { kind: 'own' }, occasion: Occasion | null): void {
  const { session } = turn.state
  if (session === null) return
  turn.set({ heldEpoch: session.speakerEpoch })
  const startAt = startOf(session, turn.facts)
  if (mustLoad(turn, desired)) {
    const fresh = turn.state.loaded?.entryId !== desired.entryId
    if (fresh) turn.set({ mishaps: 0, retryAt: null })
    hush(turn)
    turn.load(desired.entryId, desired.url, startAt, null)
  } else if (occasion?.correct) correct(turn, startAt, occasion)
  if (desired.sounding) begin(turn, occasion)
  else hush(turn)
}

function mustLoad(turn: Turn, { entryId, url }: { entryId: EntryId; url: string }): boolean {
  const { loaded } = turn.state
  if (loaded === null || loaded.entryId !== entryId) return true
  if (turn.state.retryAt !== null) return false
  return loaded.doing === 'silent' && loaded.url !== url
}

/** Follows a timeline that somebody moved: a seek, a return to the start, a pause elsewhere. */
function correct(turn: Turn, startAt: number | 'expected', { cause }: Occasion): void {
  const { loaded, session } = turn.state
  if (loaded === null || session === null) return
  const sounds = loaded.doing === 'sounding' && cause === 'snapshot'
  const target = sounds
    ? positionNow(session, turn.facts.serverNow)
    : startPosition(startAt, turn.state, turn.facts)
  turn.loaded({ startAt })
  if (loaded.doing === 'ended') turn.loaded({ doing: 'silent' })
  if (cause === 'session.speaker-changed' && loaded.doing === 'silent') return
  const off = Math.abs(turn.facts.positionMs - target)
  if (off <= CORRECTED_MS + turn.facts.uncertaintyMs && loaded.doing !== 'ended') return
  turn.do({ type: 'seek', positionMs: target })
  turn.set({ reportedAt: turn.facts.now })
}

/** Sounds, once it is ready: from where the hand-over or the timeline says, exactly. */
function begin(turn: Turn, occasion: Occasion | null): void {
  const { loaded, session } = turn.state
  if (loaded === null || session === null || turn.state.retryAt !== null) return
  const asked = occasion?.cause === 'session.played' || occasion?.cause === 'session.speaker-changed'
  if (loaded.doing === 'blocked' && !asked) return
  if (loaded.doing !== 'silent' && loaded.doing !== 'loading' && loaded.doing !== 'blocked') return
  if (!loaded.ready) {
    turn.loaded({ doing: 'loading' })
    return
  }
  const startAt =
    session.handOver?.toDeviceId === turn.state.deviceId ? startOf(session, turn.facts) : loaded.startAt
  const target = startPosition(startAt, turn.state, turn.facts)
  const resumes = startAt !== 'expected' && session.handOver === null
  const tolerance = resumes ? CORRECTED_MS : 20
  if (Math.abs(turn.facts.positionMs - target) > tolerance) turn.do({ type: 'seek', positionMs: target })
  turn.do({ type: 'play' })
  turn.loaded({ doing: 'starting' })
}

function setVolume(turn: Turn): void {
  const { session, deviceId, volume } = turn.state
  const wanted = session?.volumes[deviceId] ?? FULL_VOLUME
  if (volume?.volume === wanted.volume && volume.muted === wanted.muted) return
  turn.set({ volume: wanted })
  turn.do({ type: 'volume', ...wanted })
}

/** Has the announced next entry at hand while this device sounds or holds the music. */
function prepareNext(turn: Turn): void {
  const { session, deviceId, nextFileUrl, loaded, prepared, ahead, plays } = turn.state
  const mine = session?.activeDeviceId === deviceId && loaded !== null && ahead === null
  const next = mine ? session.next : null
  if (next === null || nextFileUrl === null) {
    if (prepared === null) return
    turn.set({ prepared: null })
    turn.do({ type: 'prepare', source: null })
    return
  }
  if (prepared?.entryId === next.entryId && prepared.url === nextFileUrl) return
  const source = { key: `${next.entryId}/${plays + 1}`, url: nextFileUrl }
  turn.set({ plays: plays + 1, prepared: { ...source, entryId: next.entryId } })
  turn.do({ type: 'prepare', source: { ...source, track: next } })
}
