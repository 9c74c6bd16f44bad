import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ReaderState } from '@baton/protocol'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { logTo } from '../../log/log.ts'
import { COMMANDS } from './messages.ts'
import { pcscReader } from './pcsc-reader.ts'

const READER_BYTES = 184
const WRONG_VERSION = 0x8010001e

test('[AG63] a service that lets nobody in, or is gone, is asked again after 5 s at most, and less often at first', async () => {
  await using service = await standIn((socket) => socket.destroy())
  await using reader = readerAt(service.path)
  for (const [nth, pauseMs] of [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000].entries()) {
    await reader.states.hasLength(nth + 1)
    assert.equal(reader.states.items.at(-1), 'no-permission')
    await settled()
    await reader.clock.advance(pauseMs - 1)
    assert.equal(service.connections.items.length, nth + 1)
    await reader.clock.advance(1)
    await service.connections.hasLength(nth + 2)
  }
  assert.equal(reader.lines.filter((line) => line.includes('No tags can be read')).length, 1, 'said once')
})

test('[AG63] one that does not answer within 5 s counts as none', async () => {
  await using service = await standIn(() => {})
  await using reader = readerAt(service.path)
  await service.requests.hasLength(1)
  await reader.clock.advance(4_999)
  assert.deepEqual(reader.states.items, [])
  await reader.clock.advance(1)
  await reader.states.hasLength(1)
  assert.deepEqual(reader.states.items, ['no-service'])
})

test('[AG60] it speaks the version that the service speaks, and is asked for another only once', async () => {
  await using service = await standIn(speaking(5))
  await using reader = readerAt(service.path)
  await inTouch(service, reader)
  assert.deepEqual(service.versions(), [4, 5])
  for (const socket of service.connections.items) socket.destroy()
  await reader.states.hasLength(2)
  await settled()
  await reader.clock.advance(250)
  await inTouch(service, reader, 2)
  assert.deepEqual(service.versions(), [4, 5, 5])
})

test('[AG60] a service that speaks an older or another protocol is none', async () => {
  for (const [major, minor] of [
    [4, 3],
    [5, 4],
  ] as const) {
    await using service = await standIn(speaking(minor, major))
    await using reader = readerAt(service.path)
    await reader.states.hasLength(1)
    assert.deepEqual(reader.states.items, ['no-service'])
    assert.match(reader.lines.join(), new RegExp(`speaks version ${major}\\.${minor} `))
    assert.deepEqual(service.versions(), [4])
  }
})

test('[AG60] a service may have more places for readers than usual', async () => {
  await using service = await standIn(speaking(4, 4, 48))
  await using reader = readerAt(service.path)
  await inTouch(service, reader)
  assert.deepEqual(reader.states.items, ['ready'])
  assert.match(reader.lines.join(), /Tags are read by Reader of place 47\n/)
})

/** Until it waits for a change for the nth time. Only then it has time to lose. */
async function inTouch(service: StandIn, reader: ReturnType<typeof readerAt>, times = 1): Promise<void> {
  const asked = (command: number) => service.requests.items.filter((one) => one.command === command).length
  while (asked(COMMANDS.readers) < times) await service.requests.more()
  await settled()
  // The service may say more than was expected; it is waited for that.
  while (asked(COMMANDS.waitForChange) < times) {
    await reader.clock.advance(100)
    if (asked(COMMANDS.waitForChange) < times) await settled()
  }
  while (reader.states.items.at(-1) !== 'ready') await reader.states.more()
}

interface Request {
  readonly command: number
  readonly body: Buffer
}

type StandIn = Awaited<ReturnType<typeof standIn>>

/** A service for card readers that answers as it is told to. */
async function standIn(answer: (socket: Socket, request: Request) => void) {
  const folder = await mkdtemp(join(tmpdir(), 'baton-pcsc-'))
  const path = join(folder, 'socket')
  const connections = list<Socket>()
  const requests = list<Request>()
  const server = createServer((socket) => {
    let heard = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      heard = Buffer.concat([heard, bytes])
      while (heard.length >= 8 && heard.length >= 8 + heard.readUInt32LE(0)) {
        const end = 8 + heard.readUInt32LE(0)
        const request = { command: heard.readUInt32LE(4), body: heard.subarray(8, end) }
        heard = heard.subarray(end)
        requests.add(request)
        answer(socket, request)
      }
    })
    connections.add(socket)
  }).listen(path)
  await once(server, 'listening')
  return {
    path,
    connections,
    requests,
    versions: () =>
      requests.items
        .filter(({ command }) => command === COMMANDS.version)
        .map(({ body }) => body.readUInt32LE(4)),
    async [Symbol.asyncDispose]() {
      for (const socket of connections.items) socket.destroy()
      server.close()
      await once(server, 'close')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** With one reader, at its last place. */
function speaking(minor: number, major = 4, places = 16): (socket: Socket, request: Request) => void {
  const readers = Buffer.alloc(READER_BYTES * places)
  readers.write(`Reader of place ${places - 1}`, READER_BYTES * (places - 1))
  return (socket, { command, body }) => {
    if (command === COMMANDS.version) {
      const isSame = body.readUInt32LE(0) === major && body.readUInt32LE(4) === minor
      socket.write(Buffer.from(new Uint32Array([major, minor, isSame ? 0 : WRONG_VERSION]).buffer))
    }
    if (command === COMMANDS.establishContext) socket.write(Buffer.alloc(12))
    if (command === COMMANDS.readers || command === COMMANDS.waitForChange) socket.write(readers)
  }
}

function readerAt(path: string) {
  const clock = new FakeClock()
  const states = list<ReaderState>()
  const lines: string[] = []
  const source = pcscReader({ clock, log: logTo((line) => lines.push(line), 'debug'), path })
  source.start({ onTag: () => {}, onState: states.add })
  return { clock, states, lines, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() }
}

/** What comes one by one, and can be waited for. */
function list<T>() {
  const items: T[] = []
  let told = () => {}
  const more = () => new Promise<void>((resolve) => (told = resolve))
  return {
    items,
    more,
    add: (item: T) => {
      items.push(item)
      told()
    },
    async hasLength(length: number) {
      while (items.length < length) await more()
    },
  }
}
