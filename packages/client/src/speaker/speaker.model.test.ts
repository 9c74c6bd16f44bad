import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { type DeviceName, deviceId, SESSION } from '../../../testing/src/domain/household.ts'
import type { Heard } from '../../../testing/src/fakes/fake-sound.ts'
import { type SpeakerSimulation, simulation } from '../../../testing/src/speakers/speaker-simulation.ts'
import { BatonFailure } from '../hub/failure.ts'

const NAMES = ['kitchen', 'study', 'laptop'] as const
/** The kitchen hears of a commit later than the device that takes over. */
const WIRES = { kitchen: 60, study: 5, laptop: 15 } as const
/** Then everything that was asked is done. */
const REST_MS = 20_000
/** By then one track has followed another: loaded and out of the engine, reported over the longest wire and told over it. */
const BETWEEN_TRACKS_MS = 1_000
const session = { sessionId: SESSION } as const

const who = fc.constantFrom(...NAMES)
const happening = fc.oneof(
  fc.record({
    what: fc.constant('ask' as const),
    type: fc.constantFrom('play', 'pause', 'toggle', 'next', 'prev', 'stop'),
  }),
  fc.record({ what: fc.constant('seek' as const), positionMs: fc.integer({ min: 0, max: 199_000 }) }),
  fc.record({ what: fc.constant('move' as const), to: who, by: fc.option(who) }),
  fc.record({ what: fc.constant('stall' as const), who }),
  fc.record({ what: fc.constant('resume' as const), who }),
  fc.record({
    what: fc.constant('fail' as const),
    who,
    reason: fc.constantFrom('source' as const, 'network' as const),
  }),
  fc.record({
    what: fc.constant('repeat' as const),
    repeatMode: fc.constantFrom('off' as const, 'one' as const, 'all' as const),
  }),
)
const story = fc.array(fc.tuple(happening, fc.integer({ min: 0, max: 4_000 })), {
  minLength: 1,
  maxLength: 25,
})
const engine = fc.record({
  loadMs: fc.integer({ min: 1, max: 400 }),
  latencyMs: fc.integer({ min: 1, max: 150 }),
  gapless: fc.boolean(),
})

type Step = typeof happening extends fc.Arbitrary<infer T> ? T : never
type Example = [(readonly [Step, number])[], typeof engine extends fc.Arbitrary<infer T> ? T : never]

const play = { what: 'ask', type: 'play' } as const
const seek = (positionMs: number) => ({ what: 'seek', positionMs }) as const

/** What once was found, by what it was. */
const KEPT: Readonly<Record<string, Example>> = {
  'looked at in the very millisecond in which one track follows another': [
    [
      [play, 2_000],
      [seek(180_100), 0],
    ],
    { loadMs: 100, latencyMs: 1, gapless: true },
  ],
  'looked at while the next track is on its way out of the engine': [
    [
      [play, 2_000],
      [seek(180_300), 0],
    ],
    { loadMs: 100, latencyMs: 150, gapless: false },
  ],
}

test('[P21] whatever is asked and goes wrong, no two devices are heard together, and in the end the timeline tells what is heard', async () => {
  await fc.assert(
    fc.asyncProperty(story, engine, async (steps, how) => {
      await using on = simulation(NAMES, { ...how, wires: WIRES })
      for (const [step, ms] of steps) {
        carryOut(on, step)
        await on.advance(ms)
      }
      for (const name of NAMES) on.player(name).sound.resume()
      await on.advance(REST_MS)
      if (isBetweenTracks(on)) await on.advance(2 * BETWEEN_TRACKS_MS)
      const heard = NAMES.map((name) => on.player(name).sound.heard)
      for (const [i, first] of heard.entries()) {
        for (const second of heard.slice(i + 1)) {
          const together = overlapMs(first, second, on.clock.now())
          assert.ok(together <= 0, `heard together for ${together} ms`)
        }
      }
      agree(on)
    }),
    seeded({ numRuns: 150, examples: Object.values(KEPT) }),
  )
})

function carryOut(on: SpeakerSimulation, step: Step): void {
  switch (step.what) {
    case 'ask':
      ask(on, { type: `session.${step.type}`, ...session } as Command, 'kitchen')
      break
    case 'seek':
      ask(on, { type: 'session.seek', ...session, positionMs: step.positionMs })
      break
    case 'move':
      ask(
        on,
        { type: 'session.choose-speaker', ...session, deviceId: deviceId(step.to) },
        step.by ?? undefined,
      )
      break
    case 'repeat':
      ask(on, { type: 'session.set-options', ...session, repeatMode: step.repeatMode })
      break
    case 'stall':
      on.player(step.who).sound.stall()
      break
    case 'resume':
      on.player(step.who).sound.resume()
      break
    case 'fail':
      on.player(step.who).sound.fail(step.reason)
      break
  }
}

function ask(on: SpeakerSimulation, command: Command, caller?: DeviceName): void {
  try {
    on.ask(command, caller)
  } catch (error) {
    if (!(error instanceof BatonFailure)) throw error
  }
}

/** Then sound and timeline come together again only when the report has been there and back. */
function isBetweenTracks(on: SpeakerSimulation): boolean {
  const { timeline, current } = on.session()
  const positionMs = timeline.positionMs + timeline.rate * (on.household().now - timeline.at)
  const leftMs = (current?.durationMs ?? 0) - positionMs
  return timeline.rate === 1 && Math.min(positionMs, leftMs) < BETWEEN_TRACKS_MS
}

/** The active device sounds exactly while the session plays, where the timeline has it. */
function agree(on: SpeakerSimulation): void {
  const view = on.session()
  for (const name of NAMES) {
    const { sound } = on.player(name)
    const should = view.playState === 'playing' && view.activeDeviceId === deviceId(name)
    assert.equal(sound.isHeard, should, `${name} ${should ? 'is silent' : 'sounds'}, ${view.playState}`)
    if (!should) continue
    const expected = view.timeline.positionMs + view.timeline.rate * (on.household().now - view.timeline.at)
    const off = Math.abs(sound.positionMs() - expected)
    assert.ok(off <= 450, `sound at ${sound.positionMs()}, timeline at ${expected}`)
    assert.match(sound.source?.key ?? '', new RegExp(view.current?.entryId ?? 'nothing'))
  }
}

function overlapMs(a: readonly Heard[], b: readonly Heard[], now: number): number {
  let longest = 0
  for (const one of a) {
    for (const other of b) {
      const together = Math.min(one.until ?? now, other.until ?? now) - Math.max(one.from, other.from)
      longest = Math.max(longest, together)
    }
  }
  return longest
}
