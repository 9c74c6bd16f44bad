import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arrived, displayOf, NOON, postOf, UNSYNCED } from '@baton/testing/views/views'
import { type ArrivedView, judgeViews } from './judge.ts'

/** What becomes of events that came in this order. */
function outcomes(...events: readonly ArrivedView[]): readonly string[] {
  return judgeViews(events, new Map()).map((verdict) =>
    verdict.outcome === 'refused' ? verdict.code : verdict.outcome,
  )
}

function recordedAt(event: ArrivedView): number | null {
  const [verdict] = judgeViews([event], new Map())
  return verdict?.outcome === 'recorded' ? verdict.view.recordedAt : null
}

const HOUR = 3_600_000

test('[VW2] each check has its code, and the first that fails is told', () => {
  const good = arrived('a', NOON)
  const { payload } = good
  const wrong: ArrivedView = {
    ...good,
    payload: { ...payload, player_key: 'another', post_id: 9 },
    display: null,
    post: null,
  }
  const named = { ...wrong, payload: { ...payload, post_id: 9 } }
  const strange = (parts: Parameters<typeof displayOf>[1]) => ({ ...named, display: displayOf('a', parts) })
  assert.deepEqual(
    [
      outcomes(wrong),
      outcomes(named),
      outcomes(strange({ ownerId: null, isOwnerPermitted: false })),
      outcomes(strange({ isOwnerPermitted: false })),
      outcomes(strange({})),
      outcomes(good),
    ].flat(),
    [
      'player_key_mismatch',
      'player_not_registered',
      'player_no_owner',
      'owner_not_permitted',
      'post_not_found',
      'recorded',
    ],
  )
})

test('[VW2] a duplicate is told before the rate, the rate before an artwork that is not there', () => {
  const first = arrived('a', NOON)
  assert.deepEqual(
    outcomes(
      first,
      { ...first, receivedAt: NOON + 1_000 },
      { ...arrived('a', NOON + 2_000, { post_id: 2 }), post: null },
      { ...arrived('a', NOON + 5_000, { post_id: 2 }), post: null },
    ),
    ['recorded', 'duplicate', 'rate_limited', 'post_not_found'],
  )
})

test('[VW2] whose payload it is does not depend on capitals', () => {
  assert.deepEqual(outcomes(arrived('a', NOON, { player_key: arrived('a', NOON).playerKey.toUpperCase() })), [
    'recorded',
  ])
})

test('[VW3] an artwork that others may not see is not there for them', () => {
  const of = (visibility: 'household' | 'private', householdId: string): ArrivedView => ({
    ...arrived('a', NOON),
    post: postOf(1, { visibility, householdId }),
  })
  assert.deepEqual(
    [of('household', 'household-a'), of('household', 'authors'), of('private', 'household-a')].flatMap(
      (event) => outcomes(event),
    ),
    ['recorded', 'post_not_found', 'post_not_found'],
  )
})

test('[VW4] between 5 s and 24 h before it came an instant is believed, else the hub’s own is taken', () => {
  const ages: readonly (readonly [number, boolean])[] = [
    [0, false],
    [4_999, false],
    [5_000, true],
    [24 * HOUR, true],
    [24 * HOUR + 1, false],
    [-1, false],
    [-HOUR, false],
    [400 * 24 * HOUR, false],
  ]
  for (const [age, isBelieved] of ages) {
    const shownAt = NOON - age
    assert.equal(recordedAt(arrived('a', NOON, { shownAt })), isBelieved ? shownAt : NOON, `${age}`)
  }
  assert.equal(recordedAt(arrived('a', NOON, { shownAt: UNSYNCED })), NOON)
})

test('[VW5] accepted events lie 5 s apart on either side, in whatever order they come', () => {
  const shown = [0, 5, 10, 14.999, 20].map((s) => NOON - HOUR + s * 1_000)
  const queued = shown.map((shownAt) => arrived('a', NOON, { shownAt }))
  assert.deepEqual(outcomes(...queued), ['recorded', 'recorded', 'recorded', 'rate_limited', 'recorded'])
  assert.deepEqual(outcomes(...queued.toReversed()), [
    'recorded',
    'recorded',
    'rate_limited',
    'recorded',
    'recorded',
  ])
  const other = { ...arrived('b', NOON, { shownAt: NOON - HOUR }) }
  assert.deepEqual(outcomes(queued[0] as ArrivedView, other), ['recorded', 'recorded'])
})

test('[VW5] a display is told when one more would be taken', () => {
  const [, second] = judgeViews([arrived('a', NOON), arrived('a', NOON + 1_200)], new Map())
  assert.deepEqual(second, { outcome: 'refused', code: 'rate_limited', retryAfterMs: 3_800 })
})

test('[VW6] a refused event leaves no mark: sent again unchanged it is judged afresh', () => {
  const missing = arrived('a', NOON, { post_id: 7 })
  assert.deepEqual(
    outcomes(
      { ...missing, post: null },
      { ...missing, receivedAt: NOON + 1_000 },
      arrived('a', NOON + 2_000),
    ),
    ['post_not_found', 'recorded', 'rate_limited'],
  )
  assert.deepEqual(
    outcomes(
      arrived('a', NOON),
      arrived('a', NOON + 1_000, { post_id: 2 }),
      arrived('a', NOON + 5_000, { post_id: 2, shownAt: NOON + 1_000 }),
    ),
    ['recorded', 'rate_limited', 'recorded'],
  )
})

test('[VW7] without a clock the same artwork within 60 s of the last is a duplicate', () => {
  const at = (seconds: number, post_id: number) =>
    arrived('a', NOON + seconds * 1_000, { shownAt: UNSYNCED, post_id })
  assert.deepEqual(outcomes(at(0, 1), at(59.999, 1), at(60, 1), at(66, 2), at(72, 1), at(73, 1)), [
    'recorded',
    'duplicate',
    'recorded',
    'recorded',
    'recorded',
    'duplicate',
  ])
  assert.deepEqual(outcomes(at(0, 1), arrived('a', NOON + 10_000), at(20, 1)), [
    'recorded',
    'recorded',
    'duplicate',
  ])
})

test('[VW8] of one’s own artwork nothing is kept: it is taken each time and stands in nobody’s way', () => {
  const own = (receivedAt: number): ArrivedView => ({
    ...arrived('a', receivedAt, { post_id: 3, shownAt: NOON }),
    post: postOf(3, { authorId: 'owner-a', visibility: 'private' }),
  })
  assert.deepEqual(outcomes(own(NOON), own(NOON + 1), arrived('a', NOON + 2)), [
    'self-view',
    'self-view',
    'recorded',
  ])
})

test('[VW9] the channel’s context is kept where the channel has one', () => {
  const context = (parts: Parameters<typeof arrived>[2]) => {
    const [verdict] = judgeViews(
      [arrived('a', NOON, { channel_user_sqid: 'k3m9', channel_hashtag: '#Pixel', ...parts })],
      new Map(),
    )
    return verdict?.outcome === 'recorded' ? verdict.view.context : 'refused'
  }
  assert.equal(context({ channel: 'by_user' }), 'k3m9')
  assert.equal(context({ channel: 'hashtag' }), 'pixel')
  assert.equal(context({ channel: 'hashtag', channel_hashtag: ' ##ＰＩＸＥＬ' }), 'pixel', 'as it is kept')
  assert.equal(context({ channel: 'hashtag', channel_hashtag: 'no hashtag' }), null)
  assert.equal(context({ channel: 'all' }), null)
  assert.equal(context({ channel: 'hashtag', channel_hashtag: null }), null)
})
