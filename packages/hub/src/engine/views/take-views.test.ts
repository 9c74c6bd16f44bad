import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AcceptedViews, NOTHING_ACCEPTED, type ViewMark } from '@baton/hub/domain'
import { BatonError, VIEW_ERROR_CODES } from '@baton/protocol'
import { viewHouse } from '@baton/testing/views/view-house'
import { NOON, payloadOf, playerKey } from '@baton/testing/views/views'
import type { ViewRecords } from '../ports/view-records.ts'

const KEY = playerKey('a')

test('[VW1] a display is answered only if it asks to be', async () => {
  const { house } = given()
  const send = (parts: object) =>
    house.views.takeView({ playerKey: KEY, payload: { ...payloadOf('a', NOON), ...parts }, receivedAt: NOON })
  assert.deepEqual((await send({ request_ack: true })).ack, { success: true })
  assert.equal((await send({})).ack, null)
  assert.deepEqual((await send({ request_ack: true, player_key: 'x' })).ack, {
    success: false,
    error: 'The event names another player',
    error_code: 'player_key_mismatch',
  })
  assert.equal((await send({ request_ack: 'true', player_key: 'x' })).ack, null)
})

test('[VW1] what is no event is a processing error, and no JSON at all is met with silence', async () => {
  const { house, taken } = given()
  const { post_id: _, ...without } = payloadOf('a', NOON)
  const good = payloadOf('a', NOON)
  const wrong: readonly object[] = [
    without,
    { ...good, post_id: '1' },
    { ...good, post_id: 0 },
    { ...good, post_id: 1.5 },
    { ...good, timestamp: '2026-11-31T12:00:00Z' },
    { ...good, timestamp: 'yesterday' },
    { ...good, timezone: null },
    { ...good, intent: 'view' },
    { ...good, play_order: 3 },
    { ...good, channel: 'none' },
    { ...good, channel: 'hashtag', channel_hashtag: 'a\u0000b' },
    { ...good, channel: 'hashtag', channel_hashtag: '\ud800' },
    { ...good, player_key: null },
  ]
  for (const payload of wrong) {
    const answer = await house.views.takeView({
      playerKey: KEY,
      payload: { ...payload, request_ack: true },
      receivedAt: NOON,
    })
    assert.equal(answer.outcome, 'unreadable', JSON.stringify(payload))
    assert.deepEqual(answer.ack, {
      success: false,
      error: 'Not a view event',
      error_code: 'processing_error',
    })
  }
  for (const payload of ['', '{', 'null', '[]', '"text"', '7', new Uint8Array([0xff, 0xfe]), undefined]) {
    const { outcome, ack } = await house.views.takeView({ playerKey: KEY, payload, receivedAt: NOON })
    assert.deepEqual([outcome, ack], ['unreadable', null], String(payload))
  }
  assert.equal(taken.length, 0)
})

test('[VW1] an event is read from bytes, from text and as it is, with fields that nobody knows', async () => {
  const { house } = given()
  const payload = (name: string) => ({ ...payloadOf(name, NOON), more: [1] })
  const python = payloadOf('d', '2026-11-30T11:59:00.123456Z')
  const sent: readonly (readonly [string, unknown])[] = [
    ['a', payload('a')],
    ['b', JSON.stringify(payload('b'))],
    ['c', new TextEncoder().encode(JSON.stringify(payload('c')))],
    ['d', python],
  ]
  for (const [name, one] of sent) {
    const answer = await house.views.takeView({ playerKey: playerKey(name), payload: one, receivedAt: NOON })
    assert.equal(answer.outcome, 'recorded')
  }
})

test('[VW12] what waits together is taken in one transaction, and nobody is answered before it is durable', async () => {
  const { house, taken, hold, release } = given()
  hold()
  const answered: string[] = []
  const sent = ['a', 'b', 'c'].map(async (who) => answered.push(await house.show(who)))
  await turn(() => taken.length === 1)
  const later = ['d', 'e'].map(async (who) => answered.push(await house.show(who)))
  assert.deepEqual([taken, answered], [[3], []])
  release()
  await Promise.all([...sent, ...later])
  assert.deepEqual(taken, [3, 2])
  assert.deepEqual(new Set(answered), new Set(['recorded']))
})

test('[VW12] of more than may wait the rest is told so, and nothing of it is kept', async () => {
  const { house, taken, hold, release } = given({ mostWaiting: 4 })
  hold()
  const first = house.show('1')
  await turn(() => taken.length === 1)
  const waiting = ['2', '3', '4', '5'].map((who) => house.show(who))
  const payload = { ...payloadOf('6', NOON), request_ack: true }
  const busy = await house.views.takeView({ playerKey: playerKey('6'), payload, receivedAt: NOON })
  assert.equal(busy.outcome, 'busy')
  assert.equal(busy.ack?.success === false && busy.ack.error_code, 'processing_error')
  release()
  assert.deepEqual(await Promise.all([first, ...waiting]), Array(5).fill('recorded'))
  assert.equal(await house.show('6'), 'recorded')
})

test('[VW12] a store that is away is a processing error of those who waited for it, and the next are taken', async () => {
  const { house, break: breakNext } = given()
  breakNext(new BatonError('store.unavailable'))
  const failed = await Promise.all(['a', 'b'].map((who) => house.show(who)))
  assert.deepEqual(failed, ['failed', 'failed'])
  assert.deepEqual(
    house.failures.map((error) => (error as BatonError).code),
    ['store.unavailable'],
  )
  assert.equal(await house.show('a'), 'recorded')
})

test('[VW12] one event that the store cannot take keeps no other from being taken', async () => {
  const { house, refuse } = given()
  refuse(playerKey('b'))
  assert.deepEqual(await Promise.all(['a', 'b', 'c'].map((who) => house.show(who))), [
    'recorded',
    'failed',
    'recorded',
  ])
  assert.equal(house.failures.length, 1)
})

test('[VW12] who ends waits for what is being taken and takes nothing more', async () => {
  const { house, taken, hold, release } = given()
  hold()
  const first = house.show('a')
  await turn(() => taken.length === 1)
  const ended = house.views[Symbol.asyncDispose]()
  assert.equal(await house.show('b'), 'busy')
  release()
  await ended
  assert.equal(await first, 'recorded')
})

test('[VW2] every code of the wire has its situation', async () => {
  const { house } = given()
  const codes = new Set<string>()
  const send = async (payload: object, key = KEY) => {
    const { ack } = await house.views.takeView({
      playerKey: key,
      payload: { ...payload, request_ack: true },
      receivedAt: NOON,
    })
    if (ack && !ack.success) codes.add(ack.error_code)
  }
  await send({})
  await send({ ...payloadOf('a', NOON), player_key: 'x' })
  for (const name of ['stray', 'nobodys', 'banned']) await send(payloadOf(name, NOON), playerKey(name))
  await send({ ...payloadOf('a', NOON), post_id: 999 })
  await send(payloadOf('a', NOON))
  await send(payloadOf('a', NOON, { post_id: 2 }))
  await send(payloadOf('a', NOON))
  assert.deepEqual(codes, new Set(VIEW_ERROR_CODES))
})

/** Over a store in memory that can be made to wait and to fail. `taken`: how many each transaction was asked for. */
function given(parts: { readonly mostWaiting?: number } = {}) {
  const taken: number[] = []
  const marks: ViewMark[] = []
  let gate = Promise.withResolvers<void>()
  gate.resolve()
  let breaking: unknown = null
  let refused: string | null = null
  const records: Pick<ViewRecords, 'take'> = {
    async take(asked, judge) {
      taken.push(asked.length)
      await gate.promise
      if (breaking !== null) {
        const error = breaking
        breaking = null
        throw error
      }
      if (asked.some((mark) => mark.playerKey === refused)) throw new Error('This one is too much for me')
      const accepted = new Map<string, AcceptedViews>()
      for (const mark of marks) {
        const before = accepted.get(mark.playerKey) ?? NOTHING_ACCEPTED
        accepted.set(mark.playerKey, { ...before, marks: [...before.marks, mark] })
      }
      const judged = judge(accepted)
      marks.push(...judged.recorded)
      return { judged, twice: [] }
    },
  }
  return {
    house: viewHouse(records as ViewRecords, parts),
    taken,
    hold: () => {
      gate = Promise.withResolvers<void>()
    },
    release: () => gate.resolve(),
    break: (error: unknown) => {
      breaking = error
    },
    refuse: (playerKey: string) => {
      refused = playerKey
    },
  }
}

async function turn(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}
