import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from './read-address.ts'

test('[RD18] the hub is where the page is, and the address says which display of the browser it is', () => {
  assert.deepEqual(readAddress('http://hub.local:4040/display/'), {
    baseUrl: 'http://hub.local:4040',
    screenName: '1',
    order: null,
    dwellMs: null,
  })
  assert.deepEqual(readAddress('https://example.org/baton/display/?screen=hall-2&order=newest&dwell=20#x'), {
    baseUrl: 'https://example.org/baton',
    screenName: 'hall-2',
    order: 1,
    dwellMs: 20_000,
  })
  const wrong = readAddress('http://hub/display/?screen=a%20b&order=best&dwell=-3')
  assert.deepEqual([wrong.screenName, wrong.order, wrong.dwellMs], ['1', null, null])
})
