import assert from 'node:assert/strict'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { makeNetwork } from '../machine/network-namespaces.ts'

const HUB = fileURLToPath(new URL('../../../hub/src/main/bin.ts', import.meta.url))
const AGENT = fileURLToPath(new URL('../../../agent/src/bin.ts', import.meta.url))
const FIND = fileURLToPath(new URL('../discovery/find_hubs.py', import.meta.url))
const MACHINE = hostname().split('.')[0]

test('[O20] [AG52] [AG53] an agent that was told no hub waits for the one of its network, and asks where there are two', {
  timeout: 240_000,
}, async () => {
  await using world = await houseWithoutAddresses()
  const { address } = world.network
  await using silent = await world.hub('other', 'silent', '--mdns', 'off')

  await using early = world.agent('early')
  await early.says(/No hub answers in this network yet/)
  await using hub = await world.hub('hub', 'told')
  const found = new RegExp(`Found Baton on ${MACHINE} \\([0-9a-f]{6}\\) at http://${address('hub')}:4040\n`)
  await early.says(found)
  await early.says(new RegExp(`Open http://${address('hub')}:4040|http://${address('hub')}:4040`))

  const seen = await world.foreign(3)
  assert.match(`${seen[0]?.name}`, /^Baton on \S+ \([0-9a-f]{6}\)\._baton\._tcp\.local\.$/)
  assert.deepEqual(seen, [
    {
      name: seen[0]?.name,
      host: `${MACHINE}.local.`,
      port: 4040,
      addresses: [address('hub')],
      txt: { v: seen[0]?.txt.v, tls: '0' },
    },
  ])

  await silent.end()
  await using _second = await world.hub('other', 'second')
  await using late = world.agent('late')
  assert.equal(await late.ended(), 2)
  const [hubUrl, otherUrl] = [`http://${address('hub')}:4040`, `http://${address('other')}:4040`]
  assert.match(late.said(), new RegExp(`^agent.several-hubs: .*--hub ${hubUrl} .*--hub ${otherUrl} `, 'm'))

  // It takes its leave.
  await hub.end()
  const left = await world.foreign(3)
  assert.deepEqual(
    left.map(({ addresses }) => addresses),
    [[address('other')]],
  )
})

interface Seen {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly addresses: readonly string[]
  readonly txt: Readonly<Record<string, string>>
}

async function houseWithoutAddresses() {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-discovery-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const network = made.use(await makeNetwork({ hosts: ['hub', 'other', 'box'] }))
  const kept = made.move()
  const node = (host: 'hub' | 'other' | 'box', args: readonly string[]) =>
    running(network.run(host, process.execPath, ['--disable-warning=ExperimentalWarning', ...args]))
  return {
    network,
    async hub(host: 'hub' | 'other', name: string, ...args: string[]) {
      const hub = node(host, [HUB, '--data', join(folder, name), '--log', 'warn', ...args])
      await hub.says(/listens on/)
      return hub
    },
    agent: (name: string) => node('box', [AGENT, '--name', name, '--state', join(folder, name)]),
    async foreign(seconds: number): Promise<readonly Seen[]> {
      const python = running(network.run('box', '/usr/bin/python3', [FIND, String(seconds)]))
      assert.equal(await python.ended(), 0, python.said())
      const lines = python.said().split('\n')
      return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Seen)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function running(child: ChildProcess) {
  let said = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-20_000)
      for (const look of [...waiting]) look()
    })
  }
  const closed = once(child, 'close').then(([code]) => {
    for (const look of [...waiting]) look()
    return code as number | null
  })
  const end = async () => {
    child.kill('SIGTERM')
    await closed
  }
  return {
    said: () => said,
    ended: () => closed,
    end,
    says: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          const isOver = child.exitCode !== null || child.signalCode !== null
          if (!pattern.test(said) && !isOver) return
          waiting.delete(look)
          if (pattern.test(said)) resolve()
          else reject(new Error(`It ended before it said ${pattern}: ${said}`))
        }
        waiting.add(look)
        look()
      }),
    [Symbol.asyncDispose]: end,
  }
}
