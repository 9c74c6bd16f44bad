import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { spawnOwned } from '../machine/child.ts'
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
