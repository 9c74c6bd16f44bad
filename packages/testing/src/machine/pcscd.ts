// The real service for card readers, with a virtual reader of Debian's vsmartcard-vpcd in it. It has its folder below /run
// to itself: what else runs on this machine neither meets it nor is met.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../worlds/hub-process-world.ts'
import { lacking } from './child.ts'
import { freePort } from './ports.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so'
/** In a room of its own, where this folder is the one in which it always puts its socket. */
const IN_ITS_ROOM = 'rm -f "$1"/*; mkdir -p /run/pcscd; mount --bind "$1" /run/pcscd && shift && exec "$@"'

export interface Pcscd extends ServerProcess {
  /** Where it listens. */
  readonly socket: string
  /** Starts it again with the reader, or without. */
  restart(has: { readonly reader: boolean }): Promise<void>
  /** Lays a tag on the reader. */
  place(number: string): Promise<PlacedTag>
}

export interface PlacedTag {
  /** Resolves once somebody has asked for its number. */
  readonly read: Promise<void>
  /** Resolves once the service has seen it go: it looks now and then, and sees no other one that follows in between. */
  take(): Promise<void>
}

/** For a test's `skip`. */
export function lackingPcscd(): string | false {
  if (process.getuid?.() !== 0) return 'needs root for a folder of its own below /run'
  return !existsSync(DRIVER) ? 'needs vsmartcard-vpcd' : lacking('pcscd', 'unshare', 'setpriv')
}

export async function startPcscd({ reader }: { readonly reader: boolean }): Promise<Pcscd> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-pcscd-'))
  const [room, settings] = [join(folder, 'run'), join(folder, 'settings')]
  await mkdir(room)
  await mkdir(settings)
  const port = await portOfPair()
  const plug = (isPlugged: boolean) =>
    isPlugged
      ? writeFile(join(settings, 'reader'), readerAt(port))
      : rm(join(settings, 'reader'), { force: true })
  await plug(reader)
  const running = await startServer({
    command: 'unshare',
    args: [
      ...['--mount', '--propagation', 'private', 'sh', '-c', IN_ITS_ROOM, 'sh', room],
      ...['pcscd', '--foreground', '--info', '--config', settings],
    ],
    port,
    ready: /daemon ready/,
    tidy: () => rm(folder, { recursive: true, force: true }),
  })
  return Object.assign(running, {
    socket: join(room, 'pcscd.comm'),
    async restart(has: { readonly reader: boolean }) {
      await running.end('SIGKILL')
      await plug(has.reader)
      await running.start()
    },
    place: (number: string) => placedAt(port, number, running),
  })
}

/** The driver has two slots, at this port and the next. */
async function portOfPair(): Promise<number> {
  let port = await freePort()
  for (;;) {
    const next = await freePort()
    if (next === port + 1) return port
    port = next
  }
}

function readerAt(port: number): string {
  const place = `0x${port.toString(16)}`
  return [
    'FRIENDLYNAME "Virtual Reader"',
    `DEVICENAME /dev/null:${place}`,
    `LIBPATH ${DRIVER}`,
    `CHANNELID ${place}`,
    '',
  ].join('\n')
}

/** What a tag without a chip of its own is shown as: an answer to reset as PC/SC part 3 has it. */
const ANSWER_TO_RESET = Buffer.from('3b8f8001804f0ca0000003060300030000000068', 'hex')
const ASKS_FOR_RESET_ANSWER = 4
const GET_NUMBER = 'ffca000000'
const DONE = '9000'
const NOT_KNOWN = '6a81'

/** A card's side of the virtual reader: each message has its length before it, and those of one byte are orders. */
async function placedAt(port: number, number: string, service: ServerProcess): Promise<PlacedTag> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  let heard = Buffer.alloc(0)
  let wasRead = () => {}
  const read = new Promise<void>((resolve) => (wasRead = resolve))
  const say = (bytes: Buffer) => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    socket.write(Buffer.concat([length, bytes]))
  }
  const answer = (message: Buffer) => {
    if (message.length === 1) {
      if (message[0] === ASKS_FOR_RESET_ANSWER) say(ANSWER_TO_RESET)
      return
    }
    const isAsked = message.toString('hex') === GET_NUMBER
    say(Buffer.from(isAsked ? number + DONE : NOT_KNOWN, 'hex'))
    if (isAsked) wasRead()
  }
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    while (heard.length >= 2 && heard.length >= 2 + heard.readUInt16BE(0)) {
      const end = 2 + heard.readUInt16BE(0)
      answer(heard.subarray(2, end))
      heard = heard.subarray(end)
    }
  })
  return {
    read,
    async take() {
      if (socket.destroyed) return
      const before = removalsSeen(service)
      socket.destroy()
      await until('the service has seen that the tag is gone', async () => removalsSeen(service) > before)
    },
  }
}

function removalsSeen(service: ServerProcess): number {
  return service.output().match(/Card Removed From/g)?.length ?? 0
}
