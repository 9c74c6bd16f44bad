import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { memoryKept } from '../memory-kept.ts'
import { FIRST_SETTINGS } from '../settings.ts'
import type { ViewEvent } from './view-event.ts'
import { MAX_WAITING_VIEWS, type ViewFate, viewOutbox } from './view-outbox.ts'

test('[RD11] an answer that comes twice, or late, is never taken for that of another event', async () => {
  const { outbox, said, fates, event } = world()
  outbox.speak(async ({ eventId }) => void said.push(eventId))
  await outbox.add(event('one'))
  // The connection breaks; its answer is still on its way.
  outbox.speak(null)
  outbox.speak(async ({ eventId }) => void said.push(eventId))
  await outbox.add(event('two'))
  assert.deepEqual(said, ['one', 'one', 'two'])
  outbox.answered({ success: true, event_id: 'one' })
  outbox.answered({ success: false, error_code: 'duplicate', event_id: 'one' })
  for (const odd of [null, 7, {}, { success: 'yes', event_id: 'two' }, { success: true, event_id: 'three' }])
    outbox.answered(odd)
  assert.deepEqual([fates, outbox.size], [['one counted'], 1])
  outbox.answered({ success: true, event_id: 'two' })
  assert.equal(outbox.size, 0)
  outbox.end()
})

test('[RD9] what is not answered is said again, and where many wait some are on their way at a time', async () => {
  const { clock, outbox, said, event } = world()
  for (let nth = 1; nth <= 20; nth++) await outbox.add(event(`e${nth}`))
  outbox.speak(async ({ eventId }) => void said.push(eventId))
  assert.equal(said.length, 16)
  outbox.answered({ success: true, event_id: 'e3' })
  assert.deepEqual(said.slice(16), ['e17'])
  await clock.advance(20_000)
  assert.deepEqual(
    said.slice(17, 33).toSorted(),
    said
      .slice(0, 17)
      .filter((name) => name !== 'e3')
      .toSorted(),
  )
  outbox.end()
})

test('[RD10] so many wait at most; for room the oldest goes', async () => {
  const { outbox, fates, removed, event } = world()
  for (let nth = 1; nth <= MAX_WAITING_VIEWS; nth++) outbox.add(event(`e${nth}`))
  await settled()
  await outbox.add(event('one more'))
  assert.deepEqual([outbox.size, fates], [MAX_WAITING_VIEWS, ['e1 no-room']])
  assert.deepEqual(removed, ['e1'], 'it is kept no more')
  outbox.end()
})

function world() {
  const clock = new FakeClock()
  const said: string[] = []
  const fates: string[] = []
  const removed: string[] = []
  const outbox = viewOutbox({
    kept: {
      ...memoryKept(),
      addView: async () => {},
      removeView: async (eventId) => void removed.push(eventId),
    },
    known: { views: [], lastViewAt: null },
    clock,
    hubTime: { now: clock.wall },
    onOver: ({ eventId }: ViewEvent, fate: ViewFate) => void fates.push(`${eventId} ${fate}`),
    onFailure: (error) => assert.fail(String(error)),
  })
  const { channel } = FIRST_SETTINGS
  const event = (eventId: string): ViewEvent => ({
    eventId,
    postId: 1,
    intent: 'channel',
    channel,
    seenAt: clock.wall(),
  })
  return { clock, outbox, said, fates, removed, event }
}
