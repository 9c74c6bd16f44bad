import assert from 'node:assert/strict'
import { once } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { test } from 'node:test'
import { BatonError } from '@baton/protocol'
import { oneStreamEach } from './one-stream-each.ts'

const isRefused = (error: unknown) => error instanceof BatonError && error.code === 'request.invalid'

test('[E15] while a stream waits or runs its connection is given no other, and then again', () => {
  const claim = oneStreamEach()
  const connection = new Socket()
  {
    using _waiting = claim(connection)
    assert.throws(() => claim(connection), isRefused)
    using _elsewhere = claim(new Socket())
  }
  {
    using place = claim(connection)
    place.keep()
  }
  assert.throws(() => claim(connection), isRefused)
})

test('[E15] the turn of an answer comes when it has the connection', async () => {
  const connection = new Socket()
  const answer = new ServerResponse(new IncomingMessage(connection))
  using place = oneStreamEach()(connection)
  const order: string[] = []
  const turn = place.turnOf(answer).then((hasTurn) => order.push(`turn ${hasTurn}`))
  await new Promise((resolve) => setImmediate(resolve))
  order.push('earlier answers are given')
  answer.assignSocket(connection)
  await turn
  assert.deepEqual(order, ['earlier answers are given', 'turn true'])
  assert.equal(await place.turnOf(answer), true)
})

test('[E15] a stream whose connection goes before its turn does not begin', async () => {
  const connection = new Socket()
  const answer = new ServerResponse(new IncomingMessage(connection))
  using place = oneStreamEach()(connection)
  const turn = place.turnOf(answer)
  const closed = once(connection, 'close')
  connection.destroy()
  assert.equal(await turn, false)
  await closed
  assert.equal(await place.turnOf(answer), false)
})
