import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HouseholdId, UploadId, UploadView, UserId } from '@baton/protocol'
import { uploadNews } from './upload-news.ts'

const HOME = 'home' as HouseholdId
const upload = (name: string, isPrivate = false) =>
  ({ uploadId: name as UploadId, ownerId: 'ada' as UserId, isPrivate }) as UploadView

test('[U17] progress goes to those who see the upload, and what stands still is told no more', () => {
  const told: unknown[] = []
  let now = 0
  const due: (() => void)[] = []
  const news = uploadNews(
    { beacon: (...said) => told.push(said.slice(2)) },
    {
      monotonicMs: () => now,
      after(_ms, run) {
        due.push(run)
        return () => {}
      },
    },
  )
  const pass = (ms: number) => {
    now += ms
    for (const run of due.splice(0)) run()
    return told.splice(0)
  }
  const progress = (name: string, receivedBytes: number) => [{ uploadId: name, receivedBytes }]
  news.received(HOME, upload('a'), 1)
  news.received(HOME, upload('a'), 2)
  news.received(HOME, upload('secret', true), 3)
  assert.deepEqual(pass(250), [
    [{ type: 'upload', progress: progress('a', 2) }, 'household'],
    [{ type: 'upload', progress: progress('secret', 3) }, 'ada'],
  ])
  news.received(HOME, upload('b'), 4)
  assert.equal(pass(5_000).length, 2, 'all that are on their way')
  news.received(HOME, upload('b'), 5)
  assert.deepEqual(pass(6_000), [[{ type: 'upload', progress: progress('b', 5) }, 'household']])
  news.over(HOME, upload('b').uploadId)
  assert.deepEqual(pass(250), [])
})
