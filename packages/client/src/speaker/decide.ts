import type { EntryId, ReportReason } from '@baton/protocol'
import { positionNow } from '../follow/following.ts'
import { Decision } from './decision.ts'
import { announced, desiredOf, mayHold } from './desired.ts'
import { correctsPosition, reconcile } from './reconcile.ts'
import type { SoundEvent } from './sound.ts'
import type { Facts, SessionInput, SpeakerInput, SpeakerState, SpeakerStep } from './state.ts'

export const PROGRESS_EVERY_MS = 5_000
/** Further off than this, the device and the timeline are brought together again. */
export const DRIFT_MS = 250
const DRIFT_SAID_EVERY_MS = 1_500
const STALLED_AFTER_MS = 400
const LONGEST_RETRY_MS = 8_000
const MISHAPS_UNTIL_FAILED = 3

/**
 * A following device, whole: what it does when it hears this from the hub, from its sound engine or from its clock.
 * Pure. Its rules are those of docs/protocol/speaker.md, but for tabs, stream and commands.
 */
export function decideSpeaker(state: SpeakerState, input: SpeakerInput, facts: Facts): SpeakerStep {
  const decision = new Decision(state, facts)
  lapse(decision)
  switch (input.type) {
    case 'session':
      hearSession(decision, input)
      break
    case 'sound':
      hearSound(decision, input.event)
      break
    case 'unlocked':
      if (decision.state.loaded?.doing === 'blocked') decision.loaded({ doing: 'silent' })
      reconcile(decision)
      break
    case 'ended-answered':
      confirmAhead(decision, input.currentEntryId)
      reconcile(decision)
      break
    case 'removed':
    case 'registered':
      decision.set({ removed: input.type === 'removed' })
      reconcile(decision)
      break
    case 'tick':
      retry(decision)
      reconcile(decision)
      watch(decision)
      break
  }
  return decision.step()
}

/** The right to sound ends with the contact. What the device last knew is not enough to take it up again. */
function lapse(decision: Decision): void {
  const { lapsed, loaded } = decision.state
  if (lapsed || mayHold(decision.facts)) return
  decision.set({ lapsed: true })
  if (loaded && decision.isAudible()) {
    decision.report('stalled', loaded.entryId)
    decision.silence()
  }
}

function hearSession(decision: Decision, input: SessionInput): void {
  const { session, fileUrl, nextFileUrl, cause } = input
  const before = decision.state.session
  if (isOlder(input, before)) return
  decision.set({ session, fileUrl, nextFileUrl })
  if (before && session && before.sessionId !== session.sessionId) decision.set({ hasLeft: true })
  const whole = cause === 'snapshot' || cause === 'connection'
  if (decision.state.lapsed && whole && decision.facts.live && mayHold(decision.facts))
    decision.set({ lapsed: false })
  const { ahead } = decision.state
  const current = session?.current?.entryId ?? null
  if (ahead && isOver(ahead, current, cause)) decision.set({ ahead: null })
  const confirmed = ahead !== null && current === ahead.to
  const moved = !sameAnchor(before, session) && decision.state.ahead === null
  reconcile(decision, { correct: moved && !confirmed && correctsPosition(cause), cause })
}

/** What was read may be ahead of what the stream tells: only a whole snapshot may go back, after a restored backup. */
function isOlder({ session, cause }: SessionInput, before: SpeakerState['session']): boolean {
  if (!before || !session || before.sessionId !== session.sessionId) return false
  if (session.speakerEpoch < before.speakerEpoch) return true
  return cause !== 'snapshot' && session.revision < before.revision
}

function sameAnchor(a: SpeakerState['session'], b: SpeakerState['session']): boolean {
  return (
    a?.timeline.at === b?.timeline.at &&
    a?.timeline.positionMs === b?.timeline.positionMs &&
    a?.timeline.rate === b?.timeline.rate &&
    a?.current?.entryId === b?.current?.entryId
  )
}

/** The hub has confirmed what was done ahead of it, or decided otherwise. */
function isOver(
  ahead: { readonly from: EntryId; readonly to: EntryId },
  current: EntryId | null,
  cause: SessionInput['cause'],
): boolean {
  return cause === 'session.moved-on' || cause === 'session.stopped' || current !== ahead.from
}

function confirmAhead(decision: Decision, current: EntryId | null): void {
  const { ahead, session } = decision.state
  if (ahead && current !== ahead.to && session?.current?.entryId !== ahead.to) decision.set({ ahead: null })
}

function hearSound(decision: Decision, event: SoundEvent): void {
  const { loaded } = decision.state
  if (loaded === null || event.key !== loaded.key) return
  switch (event.type) {
    case 'ready':
      decision.loaded({ ready: true })
      reconcile(decision)
      break
    case 'playing':
      playing(decision, event.positionMs)
      break
    case 'stalled':
      if (loaded.doing === 'sounding') stalled(decision, event)
      break
    case 'blocked':
      blocked(decision, event.reason)
      break
    case 'ended':
      ended(decision, event.movedOn)
      break
    case 'failed':
      failed(decision, event.reason)
      break
  }
}

/** It is heard. Where it no longer should be, that ends here. */
function playing(decision: Decision, positionMs: number): void {
  const { loaded, latencyMs } = decision.state
  if (loaded === null) return
  const desired = desiredOf(decision.state, decision.facts)
  if (desired.kind !== 'own' || !desired.sounding) {
    decision.silence()
    return
  }
  if (loaded.doing === 'starting' && loaded.ready) {
    decision.set({ latencyMs: Math.min(1_000, (latencyMs + (decision.facts.now - loaded.since)) / 2) })
  }
  decision.set({ mishaps: 0, retryAt: null, hasLeft: false })
  decision.loaded({ doing: 'sounding', ready: true })
  decision.report('sounding', loaded.entryId, { positionMs })
  reconcile(decision)
}

/** Missing bytes are told only where they are missing for long; trouble of the device's own at once. */
function stalled(decision: Decision, { positionMs, reason }: Extract<SoundEvent, { type: 'stalled' }>): void {
  const { loaded } = decision.state
  decision.loaded({ doing: 'stalled' })
  if (loaded && reason) decision.report('stalled', loaded.entryId, { positionMs, reason })
}

function blocked(decision: Decision, reason: ReportReason = 'needs-tap'): void {
  const { loaded, session } = decision.state
  if (loaded === null || loaded.doing === 'blocked') return
  decision.loaded({ doing: 'blocked' })
  if (session?.activeDeviceId === decision.state.deviceId)
    decision.report('blocked', loaded.entryId, { reason })
}

/** Between tracks nothing waits for the network: the announced next entry follows at once, and the hub is told. */
function ended(decision: Decision, movedOn: boolean): void {
  const { loaded, prepared, ahead } = decision.state
  if (loaded === null || loaded.doing === 'silent' || loaded.doing === 'ended') return
  const next = ahead === null ? announced(decision.state) : null
  const follows = next && (!movedOn || prepared?.entryId === next.entry.entryId)
  decision.report('ended', loaded.entryId, {
    positionMs: decision.state.session?.current?.durationMs ?? decision.facts.positionMs,
    nextEntryId: follows ? next.entry.entryId : null,
  })
  decision.loaded({ doing: 'ended' })
  if (!follows) {
    if (movedOn) decision.do({ type: 'pause' })
    return
  }
  decision.set({ ahead: { from: loaded.entryId, to: next.entry.entryId } })
  decision.moveOn(next.entry.entryId, next.url, movedOn)
}

/** What the file is to blame for is said at once; missing bytes are asked for again a few times first. */
function failed(decision: Decision, reason: 'source' | 'network'): void {
  const { loaded, mishaps, fileUrl, ahead } = decision.state
  if (loaded === null) return
  const outdated = ahead === null && fileUrl !== null && fileUrl !== loaded.url
  const hopeless = mishaps + 1 >= MISHAPS_UNTIL_FAILED && decision.facts.live
  const again = outdated || (reason === 'network' && !hopeless) || mishaps === 0
  if (!again) {
    decision.report('failed', loaded.entryId, { reason })
    decision.loaded({ doing: 'ended' })
    decision.set({ mishaps: 0, retryAt: null })
    return
  }
  const wait = outdated || reason === 'source' ? 100 : Math.min(500 * 2 ** mishaps, LONGEST_RETRY_MS)
  decision.set({ mishaps: mishaps + 1, retryAt: decision.facts.now + wait })
  if (loaded.doing !== 'sounding') {
    decision.loaded({ ready: false })
    return
  }
  decision.report('stalled', loaded.entryId)
  decision.loaded({ doing: 'stalled', ready: false, startAt: decision.facts.positionMs })
}

function retry(decision: Decision): void {
  const { retryAt } = decision.state
  if (retryAt === null || decision.facts.now < retryAt) return
  decision.set({ retryAt: null })
  decision.reload()
}

/** What only time brings: progress, drift, and stalls that last. */
function watch(decision: Decision): void {
  const { loaded, session, reportedAt, ahead } = decision.state
  if (loaded === null || session === null || session.activeDeviceId !== decision.state.deviceId) return
  const { now } = decision.facts
  if (loaded.doing === 'stalled') {
    const unreported =
      session.timeline.rate === 1 && session.playState === 'playing' && reportedAt < loaded.since
    if (unreported && now - loaded.since >= STALLED_AFTER_MS) decision.report('stalled', loaded.entryId)
    return
  }
  if (loaded.doing !== 'sounding') return
  const drift = Math.abs(decision.facts.positionMs - positionNow(session, decision.facts.serverNow))
  const drifted = ahead === null && drift > DRIFT_MS + decision.facts.uncertaintyMs
  const every = drifted ? DRIFT_SAID_EVERY_MS : PROGRESS_EVERY_MS
  if (now - reportedAt >= every) decision.report('progress', loaded.entryId)
}
