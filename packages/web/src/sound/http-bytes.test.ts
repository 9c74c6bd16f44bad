import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { httpBytes, NotInParts } from './http-bytes.ts'

const never = new AbortController().signal
const BYTES = Buffer.from(Array.from({ length: 1_000 }, (_, index) => index % 256))

async function serve(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/track`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const inParts = (etag: () => string): RequestListener => {
  return (request, answer) => {
    const expected = request.headers['if-match']
    if (expected !== undefined && expected !== etag()) return answer.writeHead(412).end()
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? []
    const part = BYTES.subarray(Number(from), Number(to) + 1)
    const range = `bytes ${from}-${Number(from) + part.length - 1}/${BYTES.length}`
    answer.writeHead(206, { 'content-range': range, etag: etag() }).end(part)
  }
}

test('a file is read in the parts that are asked for, up to its end', async () => {
  await using server = await serve(inParts(() => '"one"'))
  const source = httpBytes(server.url, () => assert.fail('there was trouble'))
  assert.deepEqual(Buffer.from(await source.read(0, 10, never)), BYTES.subarray(0, 10))
  assert.equal(source.size(), 1_000)
  assert.deepEqual(Buffer.from(await source.read(990, 500, never)), BYTES.subarray(990))
  assert.equal((await source.read(1_000, 10, never)).length, 0)
})

test('what fails is said and asked for again, until nobody wants it', async () => {
  let failures = 2
  const good = inParts(() => '"one"')
  await using server = await serve((request, answer) => {
    failures -= 1
    if (failures >= 0) return failures === 0 ? answer.destroy() : answer.writeHead(503).end()
    return good(request, answer)
  })
  let troubles = 0
  const source = httpBytes(server.url, () => {
    troubles += 1
  })
  assert.equal((await source.read(5, 10, never)).length, 10)
  assert.equal(troubles, 2)
  failures = 1_000
  const wish = new AbortController()
  const reading = source.read(20, 10, wish.signal)
  setTimeout(() => wish.abort(), 50)
  await assert.rejects(reading)
})

test('parts of two files are never mixed, and a file that only comes whole is none to read in parts', async () => {
  let etag = '"one"'
  await using server = await serve(inParts(() => etag))
  const wish = new AbortController()
  const source = httpBytes(server.url, () => wish.abort())
  await source.read(0, 10, wish.signal)
  etag = '"other"'
  await assert.rejects(source.read(10, 10, wish.signal))
  assert.equal(wish.signal.aborted, true)
  await using whole = await serve((_, answer) => answer.end(BYTES))
  await assert.rejects(httpBytes(whole.url, () => {}).read(0, 10, never), NotInParts)
})

test('what the hub cannot give in any form is not asked for again', async () => {
  let asked = 0
  await using server = await serve((_, answer) => {
    asked += 1
    answer.writeHead(415).end()
  })
  const source = httpBytes(server.url, () => assert.fail('there was trouble'))
  await assert.rejects(source.read(0, 10, never), NotInParts)
  assert.equal(asked, 1)
})
