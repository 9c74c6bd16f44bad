import assert from 'node:assert/strict'
import { type ErrorCode, type ErrorDetails, positionAt, type SessionView } from '@baton/protocol'
import type { Step } from './commands.ts'
import { type Attempt, attempt, type DeviceName, deviceId, type Household, pass } from './household.ts'

/** `given(household, ...earlier steps).when(step)`, and then what it leads to. */
export interface Given {
  readonly household: Household
  /** More that has happened before. */
  and(...steps: readonly Step[]): Given
  when(step: Step): Then
}

export interface Then {
  /** Afterwards; for a refusal the household as it was. */
  readonly household: Household
  /** Exactly these events, in this order. */
  happens(...types: readonly string[]): Then
  /** It was accepted and nothing happened. */
  changesNothing(): Then
  /** It was refused with this code, and left no trace. */
  isRefused(code: ErrorCode, details?: ErrorDetails): Then
  /** These fields of the session are so now. */
  leaves(expected: Expected): Then
  check(look: (household: Household, outcome: Attempt) => void): Then
  /** The story goes on from here. */
  and(...steps: readonly Step[]): Given
}

/** What a listener can tell: the device by its name, the current track by its number. */
export interface Expected extends Partial<Omit<SessionView, 'current' | 'next' | 'ofBox'>> {
  readonly device?: DeviceName | null
  readonly track?: number | null
  readonly nextTrack?: number | null
  readonly positionMs?: number
  /** The tracks in the order in which they play. */
  readonly order?: readonly number[]
}

export function given(household: Household, ...steps: readonly Step[]): Given {
  const start = steps.reduce(taken, household)
  return {
    household: start,
    and: (...more) => given(start, ...more),
    when: (step) => then(start, doStep(start, step)),
  }
}

function then(before: Household, outcome: Attempt | Household): Then {
  const household = 'session' in outcome ? outcome : outcome.household
  const rejected = 'rejected' in outcome ? outcome.rejected : null
  const events = household.events.slice(before.events.length)
  const made: Then = {
    household,
    happens(...types) {
      assert.equal(rejected, null)
      assert.deepEqual(
        events.map(({ type }) => type),
        types,
      )
      return made
    },
    changesNothing() {
      assert.equal(rejected, null)
      assert.deepEqual(events, [])
      assert.deepEqual(household.session, before.session)
      return made
    },
    isRefused(code, details) {
      assert.equal(rejected?.code, code)
      if (details) assert.deepEqual(rejected?.details, details)
      assert.deepEqual(household.session, before.session)
      assert.deepEqual(events, [])
      return made
    },
    leaves(expected) {
      assert.equal(rejected, null)
      const seen = observed(household)
      for (const [field, value] of Object.entries(expected)) {
        assert.deepEqual(seen[field as keyof typeof seen], value, field)
      }
      return made
    },
    check(look) {
      if ('session' in outcome) throw new Error('Only a command has an outcome')
      look(household, outcome)
      return made
    },
    and: (...steps) => given(household, ...steps),
  }
  return made
}

/** The session as a listener would tell it. */
export function observed(household: Household): Required<Expected> {
  const { view, queue } = household.session
  const tracks = new Map(queue?.entries.map((entry) => [entry.entryId, trackNumber(entry.trackId)]))
  const shown = queue?.order ?? queue?.entries.map((entry) => entry.entryId) ?? []
  return {
    ...view,
    maxVolume: view.maxVolume ?? null,
    startedPlaylist: view.startedPlaylist ?? null,
    unsilenced: view.unsilenced ?? null,
    failover: view.failover ?? null,
    autoFailover: view.autoFailover ?? false,
    device: nameOf(view.activeDeviceId),
    track: view.current && trackNumber(view.current.trackId),
    nextTrack: view.next && trackNumber(view.next.trackId),
    positionMs: positionAt(view.timeline, household.now, view.current?.durationMs ?? null),
    order: shown.map((id) => tracks.get(id) ?? Number.NaN),
  }
}

const NAMES: readonly DeviceName[] = ['kitchen', 'study', 'attic', 'laptop', 'phone', 'radio', 'frame']

function nameOf(id: SessionView['activeDeviceId']): DeviceName | null {
  return NAMES.find((name) => deviceId(name) === id) ?? null
}

function trackNumber(id: string): number {
  return Number(id.slice(-12))
}

function taken(household: Household, step: Step): Household {
  const outcome = doStep(household, step)
  if ('rejected' in outcome) throw new Error(`What was given was refused: ${outcome.rejected.code}`)
  return 'session' in outcome ? outcome : outcome.household
}

function doStep(household: Household, step: Step): Attempt | Household {
  if ('afterMs' in step) return pass(household, step.afterMs)
  if ('until' in step) return pass(household, step.until - household.now)
  if ('command' in step) return attempt(household, step.command(household), step.by)
  const quiet = new Set(household.quiet)
  if ('quiet' in step) quiet.add(deviceId(step.quiet))
  else quiet.delete(deviceId(step.heardAgain))
  return { ...household, quiet }
}
