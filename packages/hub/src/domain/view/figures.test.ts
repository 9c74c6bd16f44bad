import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import { NOON } from '@baton/testing/views/views'
import fc from 'fast-check'
import { countOf, NO_DISPLAYS, sketchOf, sketchText, withDisplays } from './display-sketch.ts'
import { countedUp, displaysIn, type Figures, keyOfDay, type UncountedView } from './figures.ts'
import { HOUR_MS } from './view-times.ts'

const HASH = 2_654_435_761

/** Displays number `from` to `to`, each as 24 bits that look like chance. */
function marks(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, nth) => {
    const mixed = Math.imul(from + nth + 1, HASH)
    return Math.imul(mixed ^ (mixed >>> 15), HASH) >>> 8
  })
}

test('[VW15] displays are counted exactly up to 2,048, and near enough beyond, without a list of them', () => {
  for (const [many, error] of [
    [0, 0],
    [1, 0],
    [200, 0],
    [2_000, 1],
    [5_000, 0.06],
    [50_000, 0.06],
    [400_000, 0.08],
  ] as const) {
    const sketch = withDisplays(withDisplays(NO_DISPLAYS, marks(0, many)), marks(0, Math.floor(many / 2)))
    const counted = countOf(sketchOf(sketchText(sketch)))
    assert.ok(Math.abs(counted - many) <= (error >= 1 ? error : error * many), `${counted} of ${many}`)
    if (many > 3_000) assert.equal(sketch.kind, 'estimate')
  }
})

const event: fc.Arbitrary<UncountedView> = fc.record({
  authorId: fc.constantFrom('ada', 'ben'),
  postId: fc.constantFrom(1, 2),
  playerKey: fc.constantFrom('one', 'two', 'three'),
  recordedAt: fc.integer({ min: 0, max: 60 }).map((hours) => NOON + hours * HOUR_MS),
  intent: fc.constantFrom('artwork' as const, 'channel' as const),
  channel: fc.constantFrom('all' as const, 'hashtag' as const),
  context: fc.constantFrom(null, 'cat'),
  isPublic: fc.boolean(),
})

test('[VW13] [VW16] however events are divided, the figures come to the same', () => {
  const markDisplay = ({ postId }: { readonly postId: number }, key: string) => postId * 10 + key.length
  const all = (batches: readonly (readonly UncountedView[])[]): Figures => {
    const seen = new Set<string>()
    return batches.reduce<Figures>(
      (known, events) => {
        const newly = displaysIn(events).filter((one) => {
          const key = `${keyOfDay(one)} ${one.playerKey}`
          return !seen.has(key) && seen.add(key)
        })
        return countedUp(known, events, newly, markDisplay)
      },
      { days: [], totals: [] },
    )
  }
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (events, size) => {
      const batches = Array.from({ length: Math.ceil(events.length / size) }, (_, nth) =>
        events.slice(nth * size, (nth + 1) * size),
      )
      const figures = all(batches)
      assert.deepEqual(figures, all([events]))
      for (const day of figures.days) {
        const { views, impressions } = day
        for (const parts of [day.byHour, day.byChannel]) {
          assert.equal(
            parts.reduce((sum, one) => sum + one.views, 0),
            views,
          )
          assert.equal(
            parts.reduce((sum, one) => sum + one.impressions, 0),
            impressions,
          )
        }
      }
      const whole = figures.totals.filter(({ postId }) => postId === 0)
      assert.equal(
        whole.reduce((sum, { views, impressions }) => sum + views + impressions, 0),
        events.length,
      )
    }),
    seeded({ numRuns: 200 }),
  )
})

test('[VW16] of very many contexts in a day the last are told together', () => {
  const events = Array.from(
    { length: 150 },
    (_, nth): UncountedView => ({
      authorId: 'ada',
      postId: 1,
      playerKey: 'one',
      recordedAt: NOON,
      intent: 'channel',
      channel: 'hashtag',
      context: `tag${nth}`,
      isPublic: false,
    }),
  )
  const [day] = countedUp({ days: [], totals: [] }, events, [], () => 1).days
  assert.equal(day?.byChannel.length, 101)
  assert.deepEqual(day?.byChannel.at(-1), { channel: 'hashtag', context: null, views: 0, impressions: 50 })
})
