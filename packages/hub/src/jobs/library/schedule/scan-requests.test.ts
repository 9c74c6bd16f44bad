import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanRequests } from './scan-requests.ts'

test('[B40] whatever is asked for twice waits once, and a scan of everything stands for what changed', () => {
  const requests = scanRequests()
  assert.equal(requests.urgency, null)
  requests.addChanged({ folderId: 'f', under: ['a'], looks: 0 })
  assert.equal(requests.urgency, 'own')
  requests.addWhole('asked', 'changes')
  requests.addWhole('own', 'changes')
  assert.equal(requests.urgency, 'asked')
  assert.deepEqual(requests.take(), { kind: 'whole', extent: 'changes' })
  assert.equal(requests.take(), null)
})

test('[B51] reading everything stands for a scan of changes as well, once', () => {
  const requests = scanRequests()
  requests.addWhole('asked', 'everything')
  requests.addWhole('own', 'changes')
  assert.deepEqual(requests.take(), { kind: 'whole', extent: 'everything' })
  requests.addWhole('own', 'changes')
  assert.deepEqual(requests.take(), { kind: 'whole', extent: 'changes' })
  requests.addWhole('asked', 'everything')
  requests.dropWhole()
  requests.addWhole('asked', 'changes')
  assert.deepEqual(requests.take(), { kind: 'whole', extent: 'changes' })
})

test('[B33] changes of one music folder are looked at together, as those that were looked at least often', () => {
  const requests = scanRequests()
  requests.addChanged({ folderId: 'f', under: ['a', 'b'], looks: 3 })
  requests.addChanged({ folderId: 'g', under: ['x'], looks: 0 })
  requests.addChanged({ folderId: 'f', under: ['b', 'c'], looks: 1 })
  assert.deepEqual(requests.take(), { kind: 'changed', folderId: 'f', under: ['a', 'b', 'c'], looks: 1 })
  const many = Array.from({ length: 300 }, (_, n) => `album ${n}`)
  requests.addChanged({ folderId: 'g', under: many, looks: 0 })
  assert.deepEqual(requests.take(), { kind: 'changed', folderId: 'g', under: [''], looks: 0 })
  assert.equal(requests.urgency, null)
})

test('[B18] cancelling forgets the scan of everything, and not what changed', () => {
  const requests = scanRequests()
  requests.addWhole('asked', 'changes')
  requests.addChanged({ folderId: 'f', under: ['a'], looks: 0 })
  requests.dropWhole()
  assert.equal(requests.urgency, 'own')
  assert.deepEqual(requests.take(), { kind: 'changed', folderId: 'f', under: ['a'], looks: 0 })
  requests.addWhole('own', 'changes')
  requests.clear()
  assert.equal(requests.take(), null)
})
