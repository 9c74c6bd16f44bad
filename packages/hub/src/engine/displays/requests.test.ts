import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError } from '@baton/protocol'
import type { DisplayIdentity } from '../ports/displays.ts'
import type { Rates } from '../rates/rates.ts'
import { type ArtworkForDisplays, displayRequests } from './requests.ts'

const DISPLAY = { playerKey: 'frame' } as DisplayIdentity

test('[MQ12] a request that the hub cannot answer now is processing_error, and what nobody expected is told', async () => {
  for (const [error, told] of [
    [new BatonError('store.unavailable'), 0],
    [new Error('no such table'), 1],
  ] as const) {
    const failures: unknown[] = []
    const requests = displayRequests({
      artwork: { post: () => Promise.reject(error) } as unknown as ArtworkForDisplays,
      playing: { post: () => Promise.reject(error) },
      rates: { count: async () => null } as unknown as Rates,
      onFailure: (failure) => failures.push(failure),
    })
    for (const request of [
      { request_type: 'get_post', post_id: 7 },
      { request_type: 'query_posts', channel: 'playing' },
    ]) {
      const { success, requestId, errorCode } = await requests(DISPLAY, request, 'r1')
      assert.deepEqual([success, requestId, errorCode], [false, 'r1', 'processing_error'])
    }
    assert.equal(failures.length, 2 * told)
  }
})
