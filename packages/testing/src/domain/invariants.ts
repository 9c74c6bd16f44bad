import assert from 'node:assert/strict'
import { announcedNext, timersOf } from '@baton/hub/domain'
import {
  BatonEvent,
  Command,
  foldQueue,
  foldSession,
  fromRest,
  isQueueEvent,
  LEASE_MS,
  playOrder,
  STALE_AFTER_MS,
  toRest,
} from '@baton/protocol'
import { observed } from './given.ts'
import type { Watch } from './household.ts'

/**
 * What must hold for every command in every household: each sees the household before, the command, and what it led to, and
 * throws where a rule is broken. See docs/protocol for the rules that the tests name.
 */

export const revisions: Watch = (before, _command, attempted) => {
  const { household } = attempted
  const was = before.session.view.revision
  if ('rejected' in attempted) {
    assert.equal(household.session, before.session)
    assert.equal(household.devices.length, before.devices.length)
    return
  }
  const { sessionEvents, session } = attempted.outcome
  assert.equal(session.view.revision, was + (sessionEvents.length > 0 ? 1 : 0))
  if (sessionEvents.length === 0) assert.deepEqual(session, before.session)
  // Whatever is decided next must not change what is remembered of this household.
  freeze(session)
  freeze(household.devices)
}

export const facts: Watch = (before, command, attempted) => {
  if (isClientCommand(command)) {
    assert.deepEqual(Command.parse(JSON.parse(JSON.stringify(command))), command)
    assert.deepEqual(fromRest(toRest(command)), command)
  }
  if ('rejected' in attempted) return
  const { outcome } = attempted
  let { view, queue } = before.session
  for (const event of outcome.sessionEvents) {
    const stamp = { revision: outcome.session.view.revision, at: before.now }
    view = foldSession(view, event, stamp)
    if (isQueueEvent(event) && queue) queue = foldQueue(queue, event)
  }
  assert.deepEqual({ view, queue }, outcome.session)
  for (const event of [...outcome.sessionEvents, ...outcome.deviceEvents]) {
    const received = JSON.parse(JSON.stringify(toRest(event)))
    assert.deepEqual(BatonEvent.parse(fromRest(received)), event)
  }
}

export const timers: Watch = (_before, _command, { household }) => {
  const needed = timersOf(household.session.view)
  for (const [key, timer] of needed) {
    if (timer.at > household.now) assert.deepEqual(household.timers.get(key), timer, key)
  }
  for (const [key, timer] of household.timers) {
    if (!('sessionId' in timer.command)) continue
    assert.deepEqual(needed.get(key), timer, key)
  }
  for (const { view } of household.devices) {
    assert.equal(household.timers.has(`${view.deviceId}/presence`), view.online, view.name)
  }
}

const MOVERS: readonly string[] = [
  ...['session.grow-stale', 'session.resume'],
  ...['session.stop', 'session.seek', 'session.next', 'session.prev', 'session.jump', 'session.end-entry'],
  ...[
    'session.give-up-handover',
    'queue.enqueue',
    'queue.remove',
    'queue.clear',
    'device.report',
    'device.check-presence',
  ],
]

export const positions: Watch = (before, command, { household }) => {
  const { positionMs } = observed(household)
  const durationMs = household.session.view.current?.durationMs ?? Number.MAX_SAFE_INTEGER
  assert.ok(Number.isInteger(positionMs) && positionMs >= 0 && positionMs <= durationMs, `${positionMs}`)
  if (MOVERS.includes(command.type)) return
  assert.equal(positionMs, observed(before).positionMs)
}

export const speaker: Watch = (_before, _command, { household }) => {
  const { activeDeviceId, playState, offer, handOver, timeline } = household.session.view
  const known = household.devices.map(({ view }) => view.deviceId)
  if (activeDeviceId !== null) assert.ok(known.includes(activeDeviceId))
  if (playState === 'playing') assert.notEqual(activeDeviceId, null)
  else assert.equal(timeline.rate, 0)
  if (handOver) {
    assert.equal(playState, 'playing')
    assert.equal(handOver.toDeviceId, activeDeviceId)
    assert.equal(timeline.rate === 0 || handOver.silenced === null, true)
  }
  if (offer) assert.notEqual(offer.toDeviceId, activeDeviceId)
}

export const offers: Watch = (before, _command, attempted) => {
  const was = before.session.view.offer?.offerId
  if ('rejected' in attempted || !was || attempted.household.session.view.offer?.offerId === was) return
  const ends = attempted.outcome.sessionEvents.filter((event) => 'offerId' in event && event.offerId === was)
  assert.equal(ends.length, 1)
}

export const epochs: Watch = (before, _command, { household }) => {
  const [was, is] = [before.session.view, household.session.view]
  assert.ok(is.speakerEpoch >= was.speakerEpoch)
  assert.equal(is.activeDeviceId === was.activeDeviceId || is.speakerEpoch === was.speakerEpoch + 1, true)
}

export const nothingAudible: Watch = (before, command, attempted) => {
  const taken = command.type === 'device.report' && command.event === 'ready'
  if ('rejected' in attempted || !(taken || command.type === 'session.choose-speaker')) return
  const [was, is] = [observed(before), observed(attempted.household)]
  for (const heard of [
    'track',
    'positionMs',
    'playState',
    'order',
    'shuffle',
    'repeatMode',
    'volumes',
    'nextTrack',
  ] as const) {
    assert.deepEqual(is[heard], was[heard], heard)
  }
}

export const staleness: Watch = (_before, _command, { household }) => {
  const { view } = household.session
  const { positionMs } = observed(household)
  if (view.playState !== 'playing' && positionMs > 0)
    assert.ok(household.now < view.updatedAt + STALE_AFTER_MS)
  if (view.resumeOffer === null) return
  assert.notEqual(view.playState, 'playing')
  assert.equal(positionMs, 0)
  assert.ok(view.resumeOffer.positionMs > 0)
  assert.ok(view.resumeOffer.at <= household.now)
}

export const current: Watch = (_before, _command, { household }) => {
  const { view, queue } = household.session
  const entries = queue?.entries ?? []
  assert.equal(view.current === null, entries.length === 0)
  assert.equal(new Set(entries.map((entry) => entry.entryId)).size, entries.length)
  if (view.current === null) return
  const standing = entries.find((entry) => entry.entryId === view.current?.entryId)
  assert.deepEqual(view.current, standing)
  const playing = entries.filter((entry) => entry.status === 'playing')
  assert.deepEqual(playing, view.current.status === 'failed' ? [] : [standing])
}

export const permutation: Watch = (before, _command, attempted) => {
  const { view, queue } = attempted.household.session
  assert.equal(queue?.order !== null, view.shuffle)
  const entries = queue?.entries.map((entry) => entry.entryId) ?? []
  if (queue?.order) assert.deepEqual([...queue.order].sort(), [...entries].sort())
  if ('rejected' in attempted) return
  const { sessionEvents } = attempted.outcome
  if (!sessionEvents.some(({ type }) => type === 'queue.shuffled' || type === 'queue.unshuffled')) return
  assert.deepEqual(queue?.entries, before.session.queue?.entries)
  if (view.shuffle && view.current) assert.equal(queue?.order?.[0], view.current.entryId)
}

export const announcement: Watch = (_before, _command, { household }) => {
  const { view, queue } = household.session
  if (queue) assert.deepEqual(view.next, announcedNext(queue, view.current, view.repeatMode))
  if (queue) assert.equal(playOrder(queue).length, queue.entries.length)
}

const STARTERS: readonly string[] = [
  'session.play',
  'session.toggle',
  'session.resume',
  'session.jump',
  'queue.enqueue',
  'session.fail-over',
]

export const silence: Watch = (before, command, { household }) => {
  const began = before.session.view.playState !== 'playing' && household.session.view.playState === 'playing'
  if (began) assert.ok(STARTERS.includes(command.type), command.type)
  const claims = [...STARTERS, 'session.choose-speaker', 'device.report', 'session.give-up-handover']
  const { activeDeviceId } = household.session.view
  if (activeDeviceId === null || activeDeviceId === before.session.view.activeDeviceId) return
  assert.ok(claims.includes(command.type), command.type)
}

/** What moves on by itself is wanted to, leaves a speaker that is silent for certain, and was heard not long ago. */
export const failovers: Watch = (before, command, { household }) => {
  const [was, is] = [before.session.view, household.session.view]
  if (is.failover) {
    assert.notEqual(is.playState, 'playing')
    assert.notEqual(is.failover.toDeviceId, is.failover.fromDeviceId)
  }
  if (command.type !== 'session.fail-over' || is.speakerEpoch === was.speakerEpoch) return
  assert.equal(was.autoFailover, true)
  assert.notEqual(is.activeDeviceId, was.activeDeviceId)
  const former = before.devices.find(({ view }) => view.deviceId === was.failover?.fromDeviceId)
  assert.ok(former, 'nothing moves by itself from a device that was removed')
  const isSilent = was.failover?.reason === 'speaker-blocked' || household.now - former.heardAt > LEASE_MS
  assert.ok(isSilent, `heard of ${household.now - former.heardAt} ms ago`)
  assert.ok(household.now - former.heardAt <= 5 * 60_000 + 60_000)
}

function isClientCommand(command: { readonly type: string }): boolean {
  return Command.options.some((option) => option.shape.type.value === command.type)
}

function freeze(value: unknown): void {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}
