import assert from 'node:assert/strict'
import { test } from 'node:test'
import { artworkConfig } from './artwork-settings.ts'
import { UsageError } from './usage-error.ts'

test('[AR8] the room of a person is a size, and nothing else', () => {
  const given = (text?: string) => artworkConfig(() => text)
  assert.deepEqual(given(), {})
  assert.deepEqual(given('1G'), { artworkQuotaBytes: 2 ** 30 })
  for (const text of ['0', '1.5G', 'much', '-1M']) assert.throws(() => given(text), UsageError)
})
