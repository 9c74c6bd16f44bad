import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError, type HouseholdId, type UploadId } from '@baton/protocol'
import { runningTransfers } from './transfers.ts'

const OURS = 'ours' as HouseholdId
const upload = (name: string, householdId = OURS, nth: number | null = null) => ({
  householdId,
  uploadId: name as UploadId,
  nth,
})
const untilCut = (signal: AbortSignal) =>
  new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('cut')))

test('[U3] a new sender takes the place of the former one, of the same part alone', async () => {
  await using transfers = runningTransfers()
  const former = transfers.take(upload('a', OURS, 1), untilCut)
  const other = transfers.take(upload('a', OURS, 2), untilCut)
  assert.equal(await transfers.take(upload('a', OURS, 1), async () => 'sent'), 'sent')
  assert.equal(await former, 'cut')
  assert.equal(await Promise.race([other, 'still there']), 'still there')
})

test('[U11] nobody sends bytes of an upload while it is worked on alone', async () => {
  await using transfers = runningTransfers()
  const said: string[] = []
  const senders = [1, 2].map((nth) => transfers.take(upload('a', OURS, nth), untilCut))
  const alone = transfers.alone(upload('a').uploadId, async () => {
    assert.deepEqual(await Promise.all(senders), ['cut', 'cut'])
    said.push('alone')
    throw new Error('refused')
  })
  const late = transfers.take(upload('a', OURS, 1), async () => said.push('late'))
  const twice = transfers.alone(upload('a').uploadId, async () => said.push('alone again'))
  await assert.rejects(alone, /refused/)
  await Promise.all([late, twice])
  assert.equal(said[0], 'alone')
  assert.deepEqual(said.toSorted(), ['alone', 'alone again', 'late'])
})

test('[U12] one household does not keep the others out', async () => {
  await using transfers = runningTransfers()
  const busy = (error: unknown) => error instanceof BatonError && error.code === 'hub.busy'
  const ours = Array.from({ length: 100 }, (_, nth) => transfers.take(upload('a', OURS, nth), untilCut))
  await assert.rejects(
    transfers.take(upload('b'), async () => 'sent'),
    busy,
  )
  const theirs = upload('c', 'theirs' as HouseholdId)
  assert.equal(await transfers.take(theirs, async () => 'sent'), 'sent')
  await transfers.alone(upload('a').uploadId, async () => {})
  assert.deepEqual([...new Set(await Promise.all(ours))], ['cut'])
  assert.equal(await transfers.take(upload('b'), async () => 'sent'), 'sent')
})
