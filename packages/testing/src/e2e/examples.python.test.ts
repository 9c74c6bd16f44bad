import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { finish, spawnOwned } from '../machine/child.ts'
import { cuttableLink } from '../machine/cuttable-link.ts'
import { connected } from '../sockets/connected.ts'
import { serveHub } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const WITHIN_MS = 60_000
const TRACKS = [1, 2, 3].map((n) => ({ name: `Song ${n}.flac`, durationMs: 180_000 }))

test('the example in TypeScript tells what plays, also what is done while it is cut off', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using link = await cuttableLink(hub.port)
  const { token } = await hub.program('Kitchen')
  await using box = await connected(hub, token)
  await using program = example(process.execPath, 'now-playing.ts', link.url, token)
  await program.says('Nothing in the queue')
  await box.operate('op:queue.add', { track_ids: hub.trackIds })
  await box.operate('op:player.play')
  await program.says('playing: Somebody - Song 1.flac')
  link.cut()
  await box.operate('op:player.next')
  await program.says('playing: Somebody - Song 2.flac')
  assert.equal(await program.end('SIGTERM'), 0)
})

test('the example in Python edits a playlist, catches up after a cut, and each of its edits counts once', async () => {
  await using hub = await serveHub({ tracks: TRACKS })
  await using link = await cuttableLink(hub.port)
  const { token } = await hub.program('Kitchen')
  const [one, two, three] = hub.trackIds
  await using box = await connected(hub, token)
  const { data: list } = await box.operate('op:playlist.create', { title: 'Mornings' })
  await using program = example('/usr/bin/python3', 'edit_playlist.py', link.url, token, list.id)
  await program.says('Mornings (1): ')
  program.write(`${one}\n`)
  await program.says('Mornings (2): Song 1.flac')
  link.cut()
  program.write(`${two}\n`)
  await box.operate('op:playlist.add_tracks', { playlist_id: list.id, track_ids: [three], at: 1 })
  await program.says('Mornings (4): Song 3.flac, Song 1.flac, Song 2.flac')
  assert.equal(await program.end(), 0, program.said())
})

test('[SO55] the example in Python keeps its edits in order, whichever of its threads hears first that it is connected', async () => {
  const out = await driven(`
    yield 'one'
    sent.clear()  # The connection was cut: it never came to the hub. It is there again, and the main thread is first.
    yield 'two'
    heard['connection_status']({'epoch': 'e'})
    for event, data in sent:
        if event == 'op:playlist.add_tracks': heard['ack:op']({'client_op_id': data['client_op_id']})
    print([data['track_ids'] for event, data in sent if event == 'op:playlist.add_tracks'], flush=True)
`)
  assert.equal(out, "[['one'], ['two']]\n")
})

test('[SO16] the example in Python asks behind the numbers of the log that it follows now, where the hub has another one', async () => {
  const out = await driven(`
    def told(epoch, seq, revision):
        track_list = {'title': 'Mornings', 'playlist_seq': revision, 'tracks': []}
        heard['state:playlist']({'epoch': epoch, 'server_seq': seq, 'data': track_list})
        timers.pop().run()
    heard['connection_status']({'epoch': 'e'})
    told('e', 500, 9)
    heard['connection_status']({'epoch': 'f'})
    heard['connection_status']({'epoch': 'f'})  # It was cut before it was answered.
    heard['sync:error']({'error': 'Another log', 'server_seq': 7, 'epoch': 'f'})
    told('f', 8, 2)
    heard['connection_status']({'epoch': 'f'})
    asked = [data for event, data in sent if event == 'sync:request']
    print([(data['epoch'], data['last_global_seq']) for data in asked], flush=True)
    yield from ()
`)
  assert.equal(out, "Mornings (9): \nMornings (2): \n[('e', 500), ('e', 500), ('f', 8)]\n")
})

test('[A28] the example in Python says why it may not follow a playlist, and ends', async () => {
  await using hub = await serveHub()
  const { token } = await hub.program('Kitchen')
  const nobodys = '7d5f0d0e-0000-4000-8000-1234567890ab'
  for (const [key, why] of [
    [token, 'There is no such room'],
    ['no key at all', 'The token is unknown'],
  ] as const) {
    await using program = example('/usr/bin/python3', 'edit_playlist.py', hub.baseUrl, key, nobodys)
    assert.equal(await program.ended(), 1, why)
    assert.match(program.said(), new RegExp(`^${why}`))
  }
})

/** The example that edits, with a client that does what these lines of Python say: they yield what is typed. */
async function driven(lines: string): Promise<string> {
  const path = fileURLToPath(new URL('../../../../examples/edit_playlist.py', import.meta.url))
  const script = `
import runpy, sys, threading, socketio
heard, sent, timers = {}, [], []
class Client:
    connected = True
    def __init__(self, **_): pass
    def on(self, event, handler): heard[event] = handler
    def connect(self, *_, **__): pass
    def emit(self, event, data): sent.append((event, data))
    def disconnect(self): pass
class Timer:
    def __init__(self, _, run): self.run = run
    def start(self): timers.append(self)
def lines():${lines}
socketio.Client, threading.Timer = Client, Timer
sys.argv, sys.stdin = ['edit_playlist.py', 'url', 'key', 'list'], lines()
runpy.run_path(${JSON.stringify(path)})
`
  const { stdout } = await finish(spawnOwned('/usr/bin/python3', ['-c', script]))
  return stdout
}

/** A program of the folder `examples`. */
function example(command: string, name: string, ...words: readonly string[]) {
  const path = fileURLToPath(new URL(`../../../../examples/${name}`, import.meta.url))
  const flags = command === process.execPath ? ['--disable-warning=ExperimentalWarning'] : []
  const child = spawnOwned(command, [...flags, path, ...words])
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  const closed = once(child, 'close')
  return {
    said: () => said,
    says: (line: string) =>
      until(
        `${name} says “${line}”`,
        async () => {
          assert.ok(child.exitCode === null && child.signalCode === null, said)
          return said.split('\n').includes(line)
        },
        WITHIN_MS,
      ),
    write: (text: string) => child.stdin?.write(text),
    ended: async () => (await closed)[0] as number | null,
    /** Its exit code; without a signal its input ends. */
    async end(signal?: 'SIGTERM'): Promise<number | null> {
      if (signal) child.kill(signal)
      else child.stdin?.end()
      const [code] = await closed
      return code as number | null
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
