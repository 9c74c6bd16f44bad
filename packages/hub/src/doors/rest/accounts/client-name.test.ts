import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FastifyRequest } from 'fastify'
import { clientName } from './client-name.ts'

const named = (agent?: string) => clientName({ headers: { 'user-agent': agent } } as FastifyRequest)
const MOZILLA = 'Mozilla/5.0'
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

test('[A24] a client is called what people call it', () => {
  assert.equal(
    named(`${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`),
    'Firefox on Linux',
  )
  assert.equal(
    named(`${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/140.0 Safari/537.36 Edg/140.0`),
    'Edge on Windows',
  )
  assert.equal(
    named(`${MOZILLA} (Linux; Android 15) ${WEBKIT} Chrome/140.0 Mobile Safari/537.36`),
    'Chrome on Android',
  )
  assert.equal(
    named(
      `${MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1`,
    ),
    'Safari on iPhone',
  )
  assert.equal(named('curl/8.5.0'), 'curl')
  for (const nothing of [undefined, '', '\u202e', '<script>']) assert.equal(named(nothing), null)
})
