import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import { arrived, NOON, postOf, UNSYNCED } from '@baton/testing/views/views'
import fc from 'fast-check'
import { type AcceptedViews, type ArrivedView, judgeViews, NOTHING_ACCEPTED, withAccepted } from './judge.ts'

/** What happens: time passes, then a display sends something. */
interface Sent {
  readonly afterMs: number
  readonly who: 'a' | 'b'
  readonly postId: number
  /** How long before it came; null: the display has no clock. */
  readonly age: number | null
  /** As the event before, unchanged. */
  readonly isAgain: boolean
}

const step = fc.constantFrom(0, 1, 1_000, 2_500, 4_999, 5_000, 5_001, 30_000, 60_000)
const age = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 2_000, 4_999, 5_000, 7_500, 10_000, 12_500, -3_000) },
  { weight: 1, arbitrary: fc.constantFrom(86_400_000, 86_400_001, 86_395_000) },
  { weight: 1, arbitrary: fc.constant(null) },
)
const sent: fc.Arbitrary<Sent> = fc.record({
  afterMs: step,
  who: fc.constantFrom('a' as const, 'b' as const),
  postId: fc.constantFrom(1, 2, 3, 4),
  age,
  isAgain: fc.boolean(),
})

/** Artwork 3 is Ada’s own, 4 is not there. */
function eventsOf(all: readonly Sent[]): readonly ArrivedView[] {
  let at = NOON
  const last = new Map<string, ArrivedView>()
  return all.map(({ afterMs, who, postId, age, isAgain }) => {
    at += afterMs
    const before = last.get(who)
    const shownAt = age === null ? UNSYNCED : at - age
    const post = postId === 4 ? null : postOf(postId, postId === 3 ? { authorId: 'owner-a' } : {})
    const event =
      isAgain && before
        ? { ...before, receivedAt: at }
        : { ...arrived(who, at, { post_id: postId, shownAt }), post }
    last.set(who, event)
    return event
  })
}

interface Kept {
  readonly who: string
  readonly postId: number
  readonly said: string
  readonly at: number
  readonly cameAt: number
}

/** The rules as they are written, over a list of everything that was ever accepted. */
function naive(events: readonly ArrivedView[]): {
  readonly told: readonly string[]
  readonly kept: readonly Kept[]
} {
  const kept: Kept[] = []
  const told = events.map(({ playerKey: who, payload, receivedAt, post }) => {
    const { post_id: postId, timestamp: said } = payload
    const old = receivedAt - Date.parse(said)
    const at = said !== UNSYNCED && old >= 5_000 && old <= 86_400_000 ? Date.parse(said) : receivedAt
    const own = kept.filter((one) => one.who === who)
    const lastUnsynced = own.filter((one) => one.said === UNSYNCED).at(-1)
    if (said === UNSYNCED) {
      if (lastUnsynced?.postId === postId && receivedAt - lastUnsynced.cameAt < 60_000) return 'duplicate'
    } else if (own.some((one) => one.postId === postId && one.said === said)) return 'duplicate'
    if (own.some((one) => Math.abs(one.at - at) < 5_000)) return 'rate_limited'
    if (!post) return 'post_not_found'
    if (`owner-${who.at(-1)}` === post.authorId) return 'self-view'
    kept.push({ who, postId, said, at, cameAt: receivedAt })
    return 'recorded'
  })
  return { told, kept }
}

test('[VW2] [VW4] [VW5] [VW6] [VW7] [VW8] whatever displays send, it is judged as the rules are written', () => {
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 40 }), fc.array(fc.integer({ min: 1, max: 6 })), (all, cuts) => {
      const events = eventsOf(all)
      const { told, kept } = naive(events)
      // However they are divided among transactions.
      const batches: ArrivedView[][] = []
      for (let from = 0, nth = 0; from < events.length; nth++) {
        const size = cuts[nth] ?? 3
        batches.push(events.slice(from, from + size))
        from += size
      }
      const accepted = new Map<string, AcceptedViews>()
      const judged = batches.flatMap((batch) => {
        const verdicts = judgeViews(batch, accepted)
        for (const verdict of verdicts) {
          if (verdict.outcome !== 'recorded') continue
          const { playerKey } = verdict.view
          const before = accepted.get(playerKey) ?? NOTHING_ACCEPTED
          accepted.set(playerKey, withAccepted(before, verdict.view))
        }
        return verdicts
      })
      assert.deepEqual(
        judged.map((verdict) => (verdict.outcome === 'refused' ? verdict.code : verdict.outcome)),
        told,
      )
      for (const who of accepted.keys()) {
        const instants = kept.filter((one) => one.who === who).map(({ at }) => at)
        const apart = instants.sort((a, b) => a - b).map((at, nth) => at - (instants[nth - 1] ?? 0))
        assert.ok(
          apart.every((ms) => ms >= 5_000),
          `${apart}`,
        )
      }
    }),
    seeded({ numRuns: 400 }),
  )
})
