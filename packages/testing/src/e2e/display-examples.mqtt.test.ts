import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { uploadArtwork } from '../artwork/upload-artwork.ts'
import { spawnOwned } from '../machine/child.ts'
import { serveHub } from '../worlds/http-world.ts'
import { until } from '../worlds/hub-process-world.ts'

const WITHIN_MS = 90_000
const BEN = { username: 'Ben', password: 'another long password' }

test('[VW1] [RD11] the displays of the examples come to their owner, show artwork, and what they report is counted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-display-examples-'))
  try {
    await using hub = await serveHub({ mqtt: true, limits: { read: 100_000 } })
    const ada = await hub.program()
    await ada.post('/users', { ...BEN, role: 'listener' })
    const ben = await hub.program(undefined, BEN)
    const { post_id: postId } = (await uploadArtwork(hub.baseUrl, ada.token)).post
    const displays = async () => (await ben.ask('/api/player')).json as unknown as readonly Shown[]
    const file = (name: string) => join(folder, name)
    await using python = example('/usr/bin/python3', 'display.py', hub.baseUrl, file('python.json'))
    await using script = example(process.execPath, 'display.ts', hub.baseUrl, file('script.json'))
    for (const [name, program] of Object.entries({ python, script })) {
      const [, code] = await program.line(/^code (\w{6})$/m)
      const registered = await ben.post('/api/player/register', { registration_code: code, name })
      assert.equal(registered.status, 201, registered.text)
    }
    for (const program of [python, script]) {
      await program.line(new RegExp(`^shown ${postId}\\b`, 'm'))
      await program.line(/^answered .*counted$/m)
    }
    const { impressions, unique_displays } = (await ada.ask(`/api/post/${postId}/stats`)).json
    assert.deepEqual([Number(impressions) >= 2, unique_displays], [true, 2])
    const key = (await displays()).find(({ name }) => name === 'python')?.player_key
    const told = await ben.post(`/api/player/${key}/command`, { command: 'set_paused', paused: true })
    assert.equal(told.status, 200, told.text)
    for (const program of [python, script]) assert.equal(await program.end(), 0, program.said())
    await until('both have taken their leave', async () =>
      (await displays()).every(
        (shown) => shown.connection_status === 'offline' && shown.current_post_id === postId,
      ),
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

interface Shown {
  readonly name: string
  readonly player_key: string
  readonly connection_status: string
  readonly current_post_id: number | null
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
    /** Waits until what it has said has such a line. */
    line: (pattern: RegExp) =>
      until(
        `${name} says ${pattern}`,
        async () => {
          const found = pattern.exec(said)
          assert.ok(found !== null || (child.exitCode === null && child.signalCode === null), said)
          return found
        },
        WITHIN_MS,
      ),
    async end(): Promise<number | null> {
      child.kill('SIGTERM')
      return (await closed)[0] as number | null
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await closed
    },
  }
}
