import type { EntryId } from '@baton/protocol'
import { positionNow } from '../follow/following.ts'
import { Turn } from './decision.ts'
import { announced, desiredOf, mayHold } from './desired.ts'
import { correctsPosition, settle } from './reconcile.ts'
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
  const turn = new Turn(state, facts)
  lapse(turn)
  switch (input.type) {
    case 'session':
      hearSession(turn, input)
      break
    case 'sound':
      hearSound(turn, input.event)
      break
    case 'unlocked':
      if (turn.state.loaded?.doing === 'blocked') turn.loaded({ doing: 'silent' })
      settle(turn)
      break
    case 'ended-answered':
      confirmAhead(turn, input.currentEntryId)
      settle(turn)
      break
    case 'removed':
    case 'registered':
      turn.set({ removed: input.type === 'removed' })
      settle(turn)
      break
    case 'tick':
      retry(turn)
      settle(turn)
      watch(turn)
      break
  }
  return turn.step()
}

/** The right to sound ends with the contact. What the device last knew is not enough to take it up again. */
function lapse(turn: Turn): void {
  const { lapsed, loaded } = turn.state
  if (lapsed || mayHold(turn.facts)) return
  turn.set({ lapsed: true })
  if (loaded && turn.isAudible()) {
    turn.report('stalled', loaded.entryId)
    turn.silence()
  }
}

function hearSession(turn: Turn, input: SessionInput): void {
  const { session, fileUrl, nextFileUrl, cause } = input
  const before = turn.state.session
  if (isOlder(input, before)) return
  turn.set({ session, fileUrl, nextFileUrl })
  const whole = cause === 'snapshot' || cause === 'connection'
  if (turn.state.lapsed && whole && turn.facts.live && mayHold(turn.facts)) turn.set({ lapsed: false })
  const { ahead } = turn.state
  const current = session?.current?.entryId ?? null
  if (ahead && isOver(ahead, current, cause)) turn.set({ ahead: null })
  const confirmed = ahead !== null && current === ahead.to
  const moved = !sameAnchor(before, session) && turn.state.ahead === null
  settle(turn, { correct: moved && !confirmed && correctsPosition(cause), cause })
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

function confirmAhead(turn: Turn, current: EntryId | null): void {
  const { ahead, session } = turn.state
  if (ahead && current !== ahead.to && session?.current?.entryId !== ahead.to) turn.set({ ahead: null })
}

function hearSound(turn: Turn, event: SoundEvent): void {
  const { loaded } = turn.state
  if (loaded === null || event.key !== loaded.key) return
  switch (event.type) {
    case 'ready':
      turn.loaded({ ready: true })
      settle(turn)
      break
    case 'playing':
      playing(turn, event.positionMs)
      break
    case 'stalled':
      if (loaded.doing === 'sounding') turn.loaded({ doing: 'stalled' })
      break
    case 'blocked':
      blocked(turn)
      break
    case 'ended':
      ended(turn, event.movedOn)
      break
    case 'failed':
      failed(turn, event.reason)
      break
  }
}

/** It is heard. Where it no longer should be, that ends here. */
function playing(turn: Turn, positionMs: number): void {
  const { loaded, latencyMs } = turn.state
  if (loaded === null) return
  const desired = desiredOf(turn.state, turn.facts)
  if (desired.kind !== 'own' || !desired.sounding) {
    turn.silence()
    return
  }
  if (loaded.doing === 'starting' && loaded.ready) {
    turn.set({ latencyMs: Math.min(1_000, (latencyMs + (turn.facts.now - loaded.since)) / 2) })
  }
  turn.set({ mishaps: 0, retryAt: null })
  turn.loaded({ doing: 'sounding', ready: true })
  turn.report('sounding', loaded.entryId, { positionMs })
  settle(turn)
}

function blocked(turn: Turn): void {
  const { loaded, session } = turn.state
  if (loaded === null || loaded.doing === 'blocked') return
  turn.loaded({ doing: 'blocked' })
  if (session?.activeDeviceId === turn.state.deviceId) turn.report('blocked', loaded.entryId)
}

/** Between tracks nothing waits for the network: the announced next entry follows at once, and the hub is told. */
function ended(turn: Turn, movedOn: boolean): void {
  const { loaded, prepared, ahead } = turn.state
  if (loaded === null || loaded.doing === 'silent' || loaded.doing === 'ended') return
  const next = ahead === null ? announced(turn.state) : null
  const follows = next && (!movedOn || prepared?.entryId === next.entry.entryId)
  turn.report('ended', loaded.entryId, {
    positionMs: turn.state.session?.current?.durationMs ?? turn.facts.positionMs,
    nextEntryId: follows ? next.entry.entryId : null,
  })
  turn.loaded({ doing: 'ended' })
  if (!follows) {
    if (movedOn) turn.do({ type: 'pause' })
    return
  }
  turn.set({ ahead: { from: loaded.entryId, to: next.entry.entryId } })
  turn.moveOn(next.entry.entryId, next.url, movedOn)
}

/** What the file is to blame for is said at once; missing bytes are asked for again a few times first. */
function failed(turn: Turn, reason: 'source' | 'network'): void {
  const { loaded, mishaps, fileUrl, ahead } = turn.state
  if (loaded === null) return
  const outdated = ahead === null && fileUrl !== null && fileUrl !== loaded.url
  const hopeless = mishaps + 1 >= MISHAPS_UNTIL_FAILED && turn.facts.live
  const again = outdated || (reason === 'network' && !hopeless) || mishaps === 0
  if (!again) {
    turn.report('failed', loaded.entryId)
    turn.loaded({ doing: 'ended' })
    turn.set({ mishaps: 0, retryAt: null })
    return
  }
  const wait = outdated || reason === 'source' ? 100 : Math.min(500 * 2 ** mishaps, LONGEST_RETRY_MS)
  turn.set({ mishaps: mishaps + 1, retryAt: turn.facts.now + wait })
  if (loaded.doing !== 'sounding') {
    turn.loaded({ ready: false })
    return
  }
  turn.report('stalled', loaded.entryId)
  turn.loaded({ doing: 'stalled', ready: false, startAt: turn.facts.positionMs })
}

function retry(turn: Turn): void {
  const { retryAt } = turn.state
  if (retryAt === null || turn.facts.now < retryAt) return
  turn.set({ retryAt: null })
  turn.reload()
}

/** What only time brings: progress, drift, and stalls that last. */
function watch(turn: Turn): void {
  const { loaded, session, reportedAt, ahead } = turn.state
  if (loaded === null || session === null || session.activeDeviceId !== turn.state.deviceId) return
  const { now } = turn.facts
  if (loaded.doing === 'stalled') {
    const unsaid = session.timeline.rate === 1 && session.playState === 'playing' && reportedAt < loaded.since
    if (unsaid && now - loaded.since >= STALLED_AFTER_MS) turn.report('stalled', loaded.entryId)
    return
  }
  if (loaded.doing !== 'sounding') return
  const drift = Math.abs(turn.facts.positionMs - positionNow(session, turn.facts.serverNow))
  const drifted = ahead === null && drift > DRIFT_MS + turn.facts.uncertaintyMs
  const every = drifted ? DRIFT_SAID_EVERY_MS : PROGRESS_EVERY_MS
  if (now - reportedAt >= every) turn.report('progress', loaded.entryId)
}
