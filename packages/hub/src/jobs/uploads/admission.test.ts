import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HouseholdId, UploadView } from '@baton/protocol'
import { VirtualClock } from '@baton/testing/fakes/virtual-clock'
import { admission } from './admission.ts'
import type { StoredUpload } from './upload-records.ts'

const HOME = 'home' as HouseholdId
const OTHER = 'other' as HouseholdId

test('[U7] a disk has to hold what is on its way to every household, less what has come of it', async () => {
  const clock = new VirtualClock()
  const open = new Map([
    [HOME, [upload(100)]],
    [OTHER, [upload(200), upload(300)]],
  ])
  const admitted = admission({
    records: { open: async (householdId) => open.get(householdId) ?? [], tell: async () => null },
    households: async () => [HOME, OTHER],
    clock,
    library: { folders: async () => [], folderBytes: async () => 0 },
    files: { freeBytes: async () => 1_000 },
    receivedOf: async ({ sizeBytes }) => (sizeBytes === 300 ? 250 : 0),
    folderOf: (householdId) => householdId,
    maxBytes: 10_000,
    quotaBytes: null,
  })
  await admitted.mustHaveRoom(HOME, 650)
  await assert.rejects(admitted.mustHaveRoom(HOME, 651), { code: 'upload.disk-full' })
  open.set(OTHER, [])
  await clock.advance(2_000)
  await admitted.mustHaveRoom(HOME, 900)
  await assert.rejects(admitted.mustHaveRoom(HOME, 901), { code: 'upload.disk-full' })
})

function upload(sizeBytes: number): StoredUpload {
  return { view: { sizeBytes } as UploadView } as StoredUpload
}
