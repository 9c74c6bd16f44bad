import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, EntryId } from '@baton/protocol'
import { FakeClock } from '../../../testing/src/fakes/fake-clock.ts'
import type { Outcome } from '../hub/documents.ts'
import { BatonFailure } from '../hub/failure.ts'
import { memoryStorage } from '../runtime/storage.ts'
import { MAX_REPORTS, type NumberedReport, outbox } from './report-outbox.ts'
import type { Report } from './state.ts'

const deviceId = '00000003-0000-4000-8000-000000000001' as DeviceId
const outcome: Outcome = {
  receipt: { commandId: 'c' as never, seq: 1, revision: 1, changed: true, result: {} },
  session: null,
}

/** A hub that answers, or does not. */
function fixture(storage = memoryStorage()) {
  const clock = new FakeClock()
  const taken: (NumberedReport & { readonly ageMs: number })[] = []
  const answered: [number, string][] = []
  const hub = { failure: null as BatonFailure | null }
  const open = () =>
    outbox({
      deviceId,
      storage,
      clock,
      send: async (report) => {
        if (hub.failure) throw hub.failure
        taken.push(report)
        return outcome
      },
      answered: ({ n }, what) => answered.push([n, what instanceof BatonFailure ? what.code : 'taken']),
    })
  return { clock, taken, answered, hub, open }
}

const said = (event: Report['event'], positionMs = 0): Report => ({
  event,
  epoch: 1,
  positionMs,
  entryId: '00000005-0000-4000-8000-000000000001' as EntryId,
})

test('[P24] reports are sent in order, each with a higher number than the one before', async () => {
  const { clock, taken, open } = fixture()
  await using box = open()
  for (const event of ['ready', 'sounding', 'stalled', 'sounding'] as const) box.add(said(event))
  await clock.advance(10)
  assert.deepEqual(
    taken.map(({ event }) => event),
    ['ready', 'sounding', 'stalled', 'sounding'],
  )
  assert.ok(taken.every(({ n }, i) => i === 0 || n > (taken[i - 1]?.n ?? 0)))
})

test('[P25] while the hub is away reports wait, and say afterwards how old they are', async () => {
  const { clock, taken, hub, open } = fixture()
  await using box = open()
  hub.failure = new BatonFailure('client.offline')
  box.add(said('stalled', 7_000))
  await clock.advance(20_000)
  hub.failure = null
  box.hurry()
  await clock.advance(100)
  assert.equal(taken.length, 1)
  assert.ok(Math.abs((taken[0]?.ageMs ?? 0) - 20_000) < 50)
  assert.equal(box.length, 0)
})

test('[P24] after a reload the numbers go on, unsent reports are sent, and their age is known', async () => {
  const storage = memoryStorage()
  const first = fixture(storage)
  first.hub.failure = new BatonFailure('client.offline')
  const box = first.open()
  box.add(said('ended'))
  box.add(said('sounding'))
  await first.clock.advance(60_000)
  const ending = box[Symbol.asyncDispose]()
  await first.clock.advance(1_000)
  await ending
  const second = fixture(storage)
  await second.clock.advance(61_000)
  await using again = second.open()
  again.add(said('progress'))
  await second.clock.advance(10)
  assert.deepEqual(
    second.taken.map(({ event }) => event),
    ['ended', 'sounding', 'progress'],
  )
  const [ended, , progress] = second.taken
  assert.ok((progress?.n ?? 0) > (ended?.n ?? 0))
  assert.ok(Math.abs((ended?.ageMs ?? 0) - 61_000) < 100, `${ended?.ageMs}`)
})

test('[P26] what the hub refuses for good is not said again', async () => {
  const { clock, answered, hub, open } = fixture()
  await using box = open()
  hub.failure = new BatonFailure('speaker.stale')
  box.add(said('sounding'))
  await clock.advance(10)
  assert.equal(box.length, 0)
  assert.deepEqual(
    answered.map(([, what]) => what),
    ['speaker.stale'],
  )
})

test('[P26] a hub that fails again and again over one report does not hold back the others for ever', async () => {
  const { clock, hub, open, taken } = fixture()
  await using box = open()
  hub.failure = new BatonFailure('hub.internal')
  box.add(said('stalled'))
  await clock.advance(60_000)
  assert.equal(box.length, 0)
  hub.failure = null
  box.add(said('sounding'))
  await clock.advance(10)
  assert.equal(taken.length, 1)
})

test('[P27] at most 200 reports wait; progress that is out of date goes first', async () => {
  const { clock, taken, hub, open } = fixture()
  await using box = open()
  hub.failure = new BatonFailure('client.offline')
  for (let i = 0; i < 50; i++) box.add(said('progress', i))
  await clock.advance(1)
  assert.ok(box.length <= 2)
  for (let i = 0; i < 300; i++) box.add(said('stalled', i))
  assert.equal(box.length, MAX_REPORTS)
  hub.failure = null
  box.hurry()
  await clock.advance(10_000)
  assert.equal(taken.at(-1)?.positionMs, 299)
})

test('[P24] damaged or missing notes start beyond every number that was used before', async () => {
  const storage = memoryStorage()
  storage.setItem(`baton.reports.${deviceId}`, '{"n": "many"')
  const { clock, taken, open } = fixture(storage)
  await using box = open()
  box.add(said('sounding'))
  await clock.advance(10)
  assert.ok((taken[0]?.n ?? 0) > 1_000_000_000_000)
})
