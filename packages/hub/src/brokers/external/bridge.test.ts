import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { bridge } from './bridge.ts'

test('[MQ32] a display that cannot be handed on is cut off and counted, and the failure is told once until it has passed', async () => {
  const broker = createServer((socket) => socket.end())
  const listen = (port: number) => once(broker.listen(port, '127.0.0.1'), 'listening')
  const close = () => new Promise((resolve) => broker.close(resolve))
  await listen(0)
  const { port } = broker.address() as AddressInfo
  await close()
  const told: unknown[] = []
  const way = bridge({
    address: { url: `mqtt://127.0.0.1:${port}` },
    monotonicMs: () => 0,
    onUnreachable: (error) => told.push(error),
  })
  const come = async () => {
    const display = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
    way.accept(display, '192.0.2.1')
    if (!display.closed) await once(display, 'close')
  }
  await come()
  await come()
  assert.deepEqual([way.refused, told.length], [2, 1])
  assert.match(String(told[0]), /ECONNREFUSED/)
  await listen(port)
  await come()
  assert.deepEqual([way.refused, told.length], [2, 1])
  await close()
  await come()
  assert.deepEqual([way.refused, told.length], [3, 2])
  way.close()
})
