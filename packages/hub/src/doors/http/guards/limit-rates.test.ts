import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { addressOf } from './limit-rates.ts'

const from = (ip: string | undefined) => addressOf({ ip } as FastifyRequest)

test('[R9] a client is counted by its address, in IPv6 by its network, and without one when it is gone', () => {
  assert.equal(from('192.168.1.5'), '192.168.1.5')
  assert.equal(from('::ffff:192.168.1.5'), '192.168.1.5')
  assert.equal(from('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64')
  assert.equal(from(undefined), '')
})
