import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { Patience } from './patience.ts'
import { writePieces } from './write-pieces.ts'

test('[E10] whoever takes something now and then is not disconnected, however slow', () => {
  const socket = { bytesWritten: 100_000, writableLength: 100_000 }
  const patience = new Patience(socket)
  for (let now = 0; now <= 600_000; now += 10_000) {
    assert.equal(patience.isOver(now), false)
    // As much comes as it takes: what waits is never less.
    socket.bytesWritten += 10
  }
})

test('[E10] whoever takes nothing for 30 s is disconnected, and nobody for whom nothing waits', () => {
  const socket = { bytesWritten: 100_000, writableLength: 50_000 }
  const patience = new Patience(socket)
  const at = [0, 10_000, 20_000, 30_000, 30_001].map((now) => patience.isOver(now))
  assert.deepEqual(at, [false, false, false, false, true])
  socket.writableLength = 0
  assert.equal(patience.isOver(100_000), false)
  assert.equal(patience.isOver(200_000), false)
  socket.bytesWritten += 10
  socket.writableLength = 10
  assert.equal(patience.isOver(300_000), false)
  assert.equal(patience.isOver(330_001), true)
})

test('[E10] of a long message each piece that is taken is seen', async () => {
  const message = Buffer.alloc(100_000, 'words')
  const pieces: Buffer[] = []
  let take = () => {}
  const socket = new Writable({
    highWaterMark: 1,
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece)
      take = done
    },
  })
  const written = writePieces(socket, message)
  const seen: number[] = []
  while (socket.writableLength > 0) {
    seen.push(socket.writableLength)
    take()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await written
  assert.equal(seen.length, 7)
  assert.deepEqual(Buffer.concat(pieces), message)
})

test('[E10] a message for a socket that is gone is not waited for', async () => {
  const socket = new Writable({ highWaterMark: 1, write() {} })
  const written = writePieces(socket, Buffer.alloc(100_000))
  socket.destroy()
  await once(socket, 'close')
  await written
})
