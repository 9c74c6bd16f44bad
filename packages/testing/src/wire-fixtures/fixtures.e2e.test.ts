import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonEvent, type Frame, foldRoom, Receipt, RoomState } from '@baton/protocol'
import { fixtures, writtenFixture } from './fixtures.ts'

test('the fixtures for other languages are what the code says today', async () => {
  for (const [name, text] of await fixtures()) {
    const stale = `fixtures/${name} is stale. Run: node packages/testing/src/wire-fixtures/write-fixtures.ts`
    assert.deepEqual(JSON.parse(writtenFixture(name)), JSON.parse(text), stale)
  }
})

test('the fixtures keep to the schemas', () => {
  for (const frame of JSON.parse(writtenFixture('frames.json'))) {
    if (frame.kind === 'event') assert.deepEqual(BatonEvent.parse(frame.event), frame.event)
    if (frame.kind === 'snapshot') assert.deepEqual(RoomState.parse(frame.state), frame.state)
  }
  for (const receipt of JSON.parse(writtenFixture('receipts.json'))) {
    assert.deepEqual(Receipt.parse(receipt), receipt)
  }
})

test('[S21] folding the events of the fixture into its first snapshot gives its last', () => {
  const frames: readonly Frame[] = JSON.parse(writtenFixture('frames.json'))
  const snapshots = frames.flatMap((frame) => {
    return frame.kind === 'snapshot' && frame.state.family === 'session' ? [frame.state] : []
  })
  const [first, last] = snapshots
  assert.ok(first && last)
  let state: RoomState = first
  for (const frame of frames) if (frame.kind === 'event') state = foldRoom(state, frame.event, frame)
  assert.deepEqual(state, last)
})

test('[H3] [H4] [H5] the transcript of a hand-over goes its whole way on the wire', () => {
  const lines: readonly { said: string; status?: number; data?: { type: string } }[] = JSON.parse(
    writtenFixture('hand-over.rest-sse.json'),
  )
  assert.deepEqual(
    lines.flatMap(({ data }) => data?.type ?? []),
    [
      'session.moved-on',
      'session.handover-offered',
      'session.speaker-changed',
      'session.speaker-changed',
      'session.speaker-silenced',
      'session.handover-completed',
    ],
  )
  const answers = lines.flatMap(({ status }) => status ?? [])
  assert.deepEqual(answers, [200, 200, 200, 200, 200, 200, 409])
})
