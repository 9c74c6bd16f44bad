import assert from 'node:assert/strict'
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type DisplayCredentials, registeredDisplay } from '@baton/testing/displays/display-client'
import { type Program, type ServedHub, serveHub } from '@baton/testing/worlds/http-world'
import { until } from '@baton/testing/worlds/hub-process-world'

const PYTHON = '/usr/bin/python3'
const REFERENCE = fileURLToPath(new URL('../../../../testing/src/displays/reference.py', import.meta.url))
const GUIDE = new URL('../../../../../docs/guides/write-a-display.md', import.meta.url)
const run = promisify(execFile)

const views: { readonly playerKey: string; readonly payload: unknown }[] = []
let hub: ServedHub
let ada: Program
before(async () => {
  hub = await serveHub({
    mqtt: true,
    displays: {
      async takeView(view) {
        views.push(view)
        return { success: true }
      },
    },
  })
  ada = await hub.program('Kitchen')
})
after(() => hub[Symbol.asyncDispose]())

async function shownOf(playerKey: string): Promise<Readonly<Record<string, unknown>>> {
  const all = (await ada.ask('/api/player')).json as unknown as readonly Record<string, unknown>[]
  return all.find((one) => one.player_key === playerKey) ?? {}
}

const away = (playerKey: string) =>
  until('it is away', async () => (await shownOf(playerKey)).connection_status === 'offline')

describe('foreign clients', () => {
  test('[MQ3] [MQ5] mosquitto_pub and mosquitto_sub speak and hear as one display', async () => {
    const display = await registeredDisplay(hub, ada)
    const own = `makapix/player/${display.playerKey}`
    const status = JSON.stringify({ player_key: display.playerKey, status: 'online', current_post_id: 3 })
    await run('mosquitto_pub', ['-V', '311', '-q', '1', '-t', `${own}/status`, '-m', status, ...as(display)])
    assert.equal((await shownOf(display.playerKey)).current_post_id, 3)
    await away(display.playerKey)
    const words = ['-V', '311', '-q', '1', '-C', '1', '-t', `${own}/command`, ...as(display)]
    let heard: string | null = null
    const listening = run('mosquitto_sub', words).then(({ stdout }) => {
      heard = stdout
    })
    // It ends with the first that it hears, and does not say from when it listens.
    await until('it has heard', async () => {
      if (heard === null) hub.broker.publish(display.playerKey, `${own}/command`, '{"command":"swap_next"}')
      return heard !== null
    })
    await listening
    assert.equal(heard, '{"command":"swap_next"}\n')
  })

  test('[MQ3] mosquitto_sub is refused what is not its own', async () => {
    const display = await registeredDisplay(hub, ada)
    const refused = await run('mosquitto_sub', ['-V', '311', '-E', '-t', '#', ...as(display)]).catch(
      (error: { readonly stderr?: string; readonly stdout?: string }) => error,
    )
    assert.match(`${refused.stdout}${refused.stderr}`, /denied|rejected/i)
  })

  test('[DI12] [MQ2] [MQ10] [MQ11] the reference’s own snippets, by paho-mqtt, until it is killed', async () => {
    const { playerKey, apiToken } = await registeredDisplay(hub, ada)
    const args = [REFERENCE, '127.0.0.1', String(hub.broker.port), playerKey, apiToken]
    const player = spawn(PYTHON, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await linesOf(player).find((line) => line === 'acknowledged')
    const { connection_status, current_post_id, firmware_version } = await shownOf(playerKey)
    assert.deepEqual([connection_status, current_post_id, firmware_version], ['online', 7, '2.1.0'])
    const own = views.filter((view) => view.playerKey === playerKey)
    assert.deepEqual(
      own.map(({ payload }) => (payload as { intent: string }).intent),
      ['channel', 'artwork'],
    )
    player.kill('SIGKILL')
    await away(playerKey)
  })

  test('[DI1] [DI20] [DI31] the display of the guide comes to its owner, and does what it is told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-display-'))
    const [, source = ''] = /```python\n([\s\S]*?)```/.exec(await readFile(GUIDE, 'utf8')) ?? []
    await writeFile(join(folder, 'display.py'), source)
    const display = spawn(PYTHON, [join(folder, 'display.py'), hub.baseUrl], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const lines = linesOf(display)
      const code = (await lines.find((line) => line.startsWith('code '))).slice('code '.length)
      const registered = await ada.post('/api/player/register', { registration_code: code, name: 'Guide' })
      assert.equal(registered.status, 201, registered.text)
      const key = String(registered.json.player_key)
      await lines.find((line) => line === 'artworks 0')
      const tell = (body: object) => ada.post(`/api/player/${key}/command`, body)
      assert.equal((await tell({ command: 'show_artwork', post_id: 12 })).status, 200)
      assert.equal((await tell({ command: 'set_brightness', brightness: 30 })).status, 200)
      assert.equal((await tell({ command: 'play_channel', channel: 'playing' })).status, 200)
      await lines.find((line) => line === 'artworks 1')
      const { current_post_id, brightness } = await shownOf(key)
      assert.deepEqual([current_post_id, brightness], [12, 30])
      display.kill('SIGKILL')
      await away(key)
    } finally {
      display.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    }
  })

  test('nothing has failed meanwhile', () => assert.deepEqual(hub.failures, []))
})

function as({ playerKey, apiToken }: DisplayCredentials): readonly string[] {
  return ['-h', '127.0.0.1', '-p', String(hub.broker.port), '-u', playerKey, '-P', apiToken]
}

/** Looks for lines that a program prints, each line once. Rejects where it ends before. */
function linesOf(child: ChildProcess) {
  const printed: string[] = []
  const looking = new Set<() => void>()
  let isOver = false
  const look = () => {
    for (const one of [...looking]) one()
  }
  if (!child.stdout) throw new Error('Its output is not read')
  const reader = createInterface(child.stdout)
  reader.on('line', (line) => {
    printed.push(line)
    look()
  })
  reader.on('close', () => {
    isOver = true
    look()
  })
  return {
    find: (isWanted: (line: string) => boolean) =>
      new Promise<string>((resolve, reject) => {
        const one = () => {
          const at = printed.findIndex(isWanted)
          if (at < 0 && !isOver) return
          looking.delete(one)
          const line = printed[at]
          if (line === undefined) return reject(new Error(`It ended without: ${printed.join('\n')}`))
          printed.splice(0, at + 1)
          resolve(line)
        }
        looking.add(one)
        one()
      }),
  }
}
