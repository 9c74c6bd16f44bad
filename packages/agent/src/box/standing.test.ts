import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_ALONE } from '@baton/protocol'
import { BOX_DEVICE, knownEntry, knownSession } from '@baton/testing/fakes/known-session'
import { cutOff } from './alone.ts'
import { standingOf } from './standing.ts'

test('[BX24] of a queue that is too long it tells what is around the entry at which it stands', () => {
  const queue = Array.from({ length: 3 * MAX_ALONE }, (_, n) => knownEntry(n))
  for (const at of [0, MAX_ALONE / 4, MAX_ALONE, queue.length - 1]) {
    const { entries, entryId } = toldAt(at, queue)
    const ids = queue.map((entry) => entry.entryId)
    assert.equal(entryId, ids[at])
    assert.equal(entries.length, MAX_ALONE)
    const from = ids.indexOf(entries[0]?.entryId ?? entryId)
    assert.deepEqual(
      entries.map((entry) => entry.entryId),
      ids.slice(from, from + MAX_ALONE),
    )
    assert.ok(from <= at && at < from + MAX_ALONE, `${at} is not among those from ${from}`)
  }
})

test('[BX24] where nothing is known of the queue it tells the entry at which it stands', () => {
  assert.deepEqual(
    toldAt(2, []).entries.map(({ entryId }) => entryId),
    [knownEntry(2).entryId],
  )
})

function toldAt(at: number, queue: Parameters<typeof cutOff>[1]) {
  const facts = { now: 0, deviceId: BOX_DEVICE, loudest: 100, isKept: () => true }
  return standingOf(cutOff(knownSession({ current: knownEntry(at) }), queue, facts), 1_000)
}
