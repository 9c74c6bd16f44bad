import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { fastify } from 'fastify'
import { refusalOf, statusOf } from '#doors/http'
import type { Principal } from '#engine'
import { limitForms } from './forms-at-once.ts'

test('[AR13] at a worker only so many forms come in at once, whoever sends them', {
  timeout: 60_000,
}, async () => {
  await using app = fastify()
  let come = 0
  app.decorateRequest('signedIn', () => ({ userId: `person ${come++ % 20}` }) as Principal)
  app.setErrorHandler((error, _request, reply) => reply.code(statusOf(refusalOf(error as Error).code)).send())
  limitForms(app)
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, async () => null)
  app.post('/', async () => 'whole')
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo

  const begun = Array.from({ length: 41 }, () => beginForm(port))
  // Forty stand there; whichever comes behind them is refused.
  assert.equal(await Promise.race(begun.map(({ status }) => status)), 503)
  for (const { sent } of begun) sent.end('rm')
  const told = await Promise.all(begun.map(({ status }) => status))
  assert.equal(told.filter((status) => status === 200).length, 40)
})

/** It goes on when its last letters come. */
function beginForm(port: number): {
  readonly sent: ClientRequest
  readonly status: Promise<number | undefined>
} {
  const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 4 }
  const sent = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers })
  const status = once(sent, 'response').then(([response]: IncomingMessage[]) => {
    response?.resume()
    return response?.statusCode
  })
  // Whoever was refused has nobody to send the rest to.
  sent.on('error', () => {})
  sent.write('fo')
  return { sent, status }
}
