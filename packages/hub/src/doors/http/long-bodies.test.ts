import assert from 'node:assert/strict'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { type FastifyInstance, type FastifyRequest, fastify } from 'fastify'
import { answerClientError } from './errors.ts'
import { takeLongBody } from './long-bodies.ts'

const WITHIN_MS = 1_000

let app: FastifyInstance
let port: number
before(async () => {
  app = fastify({
    requestTimeout: WITHIN_MS,
    http: { headersTimeout: WITHIN_MS, connectionsCheckingInterval: 20 },
    clientErrorHandler: answerClientError,
  })
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  app.put('/usual', (request) => lengthOf(request))
  app.put('/long', (request) => long(request, 60_000))
  app.put('/still', (request) => long(request, 50))
  await app.listen({ host: '127.0.0.1', port: 0 })
  port = (app.server.address() as AddressInfo).port
})
after(() => app.close())

test('[U18] a long body is read for as long as bytes keep coming, where another request is ended', async () => {
  using slow = begin('/long')
  await slow.arrived
  using usual = begin('/usual')
  assert.match(await usual.answer, /^HTTP\/1\.1 408 /, 'the time of both is over')
  slow.socket.end('cd')
  assert.match(await slow.answer, /^HTTP\/1\.1 200 [\s\S]*\r\n\r\n4$/)
})

test('[U18] a sender that stands still is cut off', async () => {
  using still = begin('/still')
  assert.equal(await still.answer, '')
})

async function long(request: FastifyRequest, stalledAfterMs: number): Promise<number> {
  const isRead = takeLongBody(request.raw, stalledAfterMs)
  return lengthOf(request).finally(isRead)
}

async function lengthOf({ raw }: FastifyRequest): Promise<number> {
  let length = 0
  for await (const piece of raw) {
    length += (piece as Buffer).length
    app.server.emit(`some of ${raw.url}`)
  }
  return length
}

/** A request of which half the body is sent. */
function begin(path: string) {
  const arrived = new Promise<void>((resolve) => app.server.once(`some of ${path}`, resolve))
  const socket: Socket = connect(port, '127.0.0.1')
  const answer = new Promise<string>((resolve) => {
    let text = ''
    socket.setEncoding('utf8').on('data', (piece) => {
      text += piece
    })
    socket.once('error', () => {})
    socket.once('close', () => resolve(text))
  })
  const head = [
    'host: here',
    'connection: close',
    'content-type: application/octet-stream',
    'content-length: 4',
  ]
  socket.write(`PUT ${path} HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\nab`)
  return { socket, arrived, answer, [Symbol.dispose]: () => void socket.destroy() }
}
