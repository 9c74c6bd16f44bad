import { type EntryId, FULL_VOLUME, type OfferId } from '@baton/protocol'
import { positionNow } from '../follow/following.ts'
import type { Decision } from './decision.ts'
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
export function reconcile(decision: Decision, occasion: Occasion | null = null): void {
  const desired = desiredOf(decision.state, decision.facts)
  switch (desired.kind) {
    case 'nothing':
      letGo(decision)
      break
    case 'address-missing':
      if (decision.state.session?.activeDeviceId !== decision.state.deviceId) letGo(decision)
      else if (decision.state.session?.playState !== 'playing') hush(decision)
      break
    case 'offer':
      getReady(decision, desired)
      break
    case 'own':
      hold(decision, desired, occasion)
      break
  }
  saySilent(decision)
  setVolume(decision)
  prepareNext(decision)
}

/** Others wait for this word, also where this device was not sounding any more. */
function saySilent(decision: Decision): void {
  const { session, deviceId, loaded, saidSilent, hasLeft } = decision.state
  const until = session?.unsilenced?.find((one) => one.deviceId === deviceId)?.until ?? saidSilent
  if (!session || (until === saidSilent && !hasLeft) || decision.isAudible()) return
  if (session.activeDeviceId === deviceId && session.playState === 'playing') return
  decision.set({ saidSilent: until, hasLeft: false })
  decision.report('silenced', loaded?.entryId ?? session.current?.entryId ?? null)
}

/** The right to sound is elsewhere: silent at once, said at once; the bytes are kept a little, it may come back. */
function letGo(decision: Decision): void {
  const { loaded } = decision.state
  if (loaded === null) return
  hush(decision)
  decision.set({ ahead: null })
  if (decision.facts.now - (decision.state.loaded?.since ?? 0) >= UNLOAD_AFTER_MS) {
    decision.do({ type: 'unload' })
    decision.set({ loaded: null, prepared: null, ahead: null, mishaps: 0, retryAt: null })
  }
}

function hush(decision: Decision): void {
  const doing = decision.state.loaded?.doing
  if (decision.isAudible() || doing === 'blocked') decision.silence()
  else if (doing === 'loading') decision.loaded({ doing: 'silent' })
}

/** Step 1 of a hand-over: load in silence and say so; without leave to sound, say that instead. */
function getReady(decision: Decision, { offerId, entryId, url }: Desired & { kind: 'offer' }): void {
  const { loaded, answered, session } = decision.state
  if (answered === offerId || session === null) return
  const said = { offerId, epoch: session.speakerEpoch }
  if (!decision.facts.unlocked) {
    decision.report('blocked', entryId, said)
    decision.set({ answered: offerId })
    return
  }
  if (loaded === null || loaded.offerId !== offerId || loaded.entryId !== entryId) {
    hush(decision)
    decision.load(entryId, url, 'expected', offerId as OfferId)
  } else if (loaded.ready) {
    decision.report('ready', entryId, said)
    decision.set({ answered: offerId })
  }
}

function hold(decision: Decision, desired: Desired & { kind: 'own' }, occasion: Occasion | null): void {
  const { session } = decision.state
  if (session === null) return
  decision.set({ heldEpoch: session.speakerEpoch })
  const startAt = startOf(session, decision.facts)
  if (mustLoad(decision, desired)) {
    const fresh = decision.state.loaded?.entryId !== desired.entryId
    if (fresh) decision.set({ mishaps: 0, retryAt: null })
    hush(decision)
    decision.load(desired.entryId, desired.url, startAt, null)
  } else if (occasion?.correct) correct(decision, startAt, occasion)
  if (desired.sounding) begin(decision, occasion)
  else hush(decision)
}

function mustLoad(decision: Decision, { entryId, url }: { entryId: EntryId; url: string }): boolean {
  const { loaded } = decision.state
  if (loaded === null || loaded.entryId !== entryId) return true
  if (decision.state.retryAt !== null) return false
  return loaded.doing === 'silent' && loaded.url !== url
}

/** Follows a timeline that somebody moved: a seek, a return to the start, a pause elsewhere. */
function correct(decision: Decision, startAt: number | 'expected', { cause }: Occasion): void {
  const { loaded, session } = decision.state
  if (loaded === null || session === null) return
  const sounds = loaded.doing === 'sounding' && cause === 'snapshot'
  const target = sounds
    ? positionNow(session, decision.facts.serverNow)
    : startPosition(startAt, decision.state, decision.facts)
  decision.loaded({ startAt })
  if (loaded.doing === 'ended') decision.loaded({ doing: 'silent' })
  if (cause === 'session.speaker-changed' && loaded.doing === 'silent') return
  const off = Math.abs(decision.facts.positionMs - target)
  if (off <= CORRECTED_MS + decision.facts.uncertaintyMs && loaded.doing !== 'ended') return
  decision.do({ type: 'seek', positionMs: target })
  decision.set({ reportedAt: decision.facts.now })
}

/** Sounds, once it is ready: from where the hand-over or the timeline says, exactly. */
function begin(decision: Decision, occasion: Occasion | null): void {
  const { loaded, session } = decision.state
  if (loaded === null || session === null || decision.state.retryAt !== null) return
  const asked = occasion?.cause === 'session.played' || occasion?.cause === 'session.speaker-changed'
  if (loaded.doing === 'blocked' && !asked) return
  if (loaded.doing !== 'silent' && loaded.doing !== 'loading' && loaded.doing !== 'blocked') return
  if (!loaded.ready) {
    decision.loaded({ doing: 'loading' })
    return
  }
  const startAt =
    session.handOver?.toDeviceId === decision.state.deviceId
      ? startOf(session, decision.facts)
      : loaded.startAt
  const target = startPosition(startAt, decision.state, decision.facts)
  const resumes = startAt !== 'expected' && session.handOver === null
  const tolerance = resumes ? CORRECTED_MS : 20
  if (Math.abs(decision.facts.positionMs - target) > tolerance)
    decision.do({ type: 'seek', positionMs: target })
  decision.do({ type: 'play' })
  decision.loaded({ doing: 'starting' })
}

function setVolume(decision: Decision): void {
  const { session, deviceId, volume } = decision.state
  const wanted = session?.volumes[deviceId] ?? FULL_VOLUME
  if (volume?.volume === wanted.volume && volume.muted === wanted.muted) return
  decision.set({ volume: wanted })
  decision.do({ type: 'volume', ...wanted })
}

/** Has the announced next entry at hand while this device sounds or holds the music. */
function prepareNext(decision: Decision): void {
  const { session, deviceId, nextFileUrl, loaded, prepared, ahead, plays } = decision.state
  const mine = session?.activeDeviceId === deviceId && loaded !== null && ahead === null
  const next = mine ? session.next : null
  if (next === null || nextFileUrl === null) {
    if (prepared === null) return
    decision.set({ prepared: null })
    decision.do({ type: 'prepare', source: null })
    return
  }
  if (prepared?.entryId === next.entryId && prepared.url === nextFileUrl) return
  const source = { key: `${next.entryId}/${plays + 1}`, url: nextFileUrl }
  decision.set({ plays: plays + 1, prepared: { ...source, entryId: next.entryId } })
  decision.do({ type: 'prepare', source: { ...source, track: next } })
}
