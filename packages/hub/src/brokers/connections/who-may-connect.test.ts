import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_OF_ADDRESS,
  MAX_NEWCOMERS_PER_MINUTE,
  whoMayConnect,
} from './who-may-connect.ts'

test('[MQ21] so many connections of one address, and so many in a minute', () => {
  let now = 0
  const who = whoMayConnect(() => now)
  const open = Array.from({ length: MAX_CONNECTIONS_OF_ADDRESS }, () => {
    now += 60_000
    return who.come('192.0.2.1')
  })
  assert.ok(open.every((over) => over !== null))
  now += 60_000
  assert.equal(who.come('192.0.2.1'), null)
  assert.ok(who.come('192.0.2.2'), 'another address has room')
  open[0]?.()
  open[0]?.()
  now += 60_000
  assert.ok(who.come('192.0.2.1'), 'one that is over makes room, once')
  assert.equal(who.come('192.0.2.1'), null)

  const newcomers = Array.from({ length: MAX_NEWCOMERS_PER_MINUTE + 1 }, () => {
    const over = who.come('192.0.2.3')
    over?.()
    return over
  })
  assert.equal(newcomers.filter((over) => over === null).length, 1)
  now += 60_000
  assert.ok(who.come('192.0.2.3'), 'a minute later it may again')
})

test('[MQ21] so many connections in all', () => {
  const who = whoMayConnect(() => 0)
  for (let n = 0; n < MAX_CONNECTIONS; n++) assert.ok(who.come(`address ${n}`))
  assert.equal(who.come('one more'), null)
})
