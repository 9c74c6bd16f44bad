import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentsOutcome, AgentsTask } from '../load/agents.ts'
import { type Generator, startGenerator } from '../load/generator.ts'
import { cpuShares } from '../machine/cpu-share.ts'
import { rssBytes } from '../machine/program.ts'
import { median } from '../machine/statistics.ts'
import { type Hub, startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { MOST_KEYS, newPerson, WITHOUT_PASSWORDS } from '../servers/people.ts'
import { playTrack } from '../servers/seat.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain } from './rows.ts'

const AGENTS = 500
const AGENTS_SHORT = 2
/** As many as one person may have. */
const MOST_DEVICES = 200
const SETTLED_MS = 5_000
const READY_WITHIN_MS = 120_000
/** One that is called is asked every 5 s: a part is the like of another. */
const PARTS = 4
const PART_MS = 5_000
const PART_SHORT_MS = 1_000
const KIBIBYTE = 1_024

type Agents = Generator<AgentsTask, AgentsOutcome>

export const agents: Figure = {
  name: 'agents',
  title: 'Loudspeakers at one hub',
  how: `${AGENTS} agents at one hub, none of which makes a sound. First those that follow, the client itself in one process, ${MOST_KEYS} of each person: at rest, and while one of each person's plays. Then, at a fresh hub, those that it calls, each at an address of its own: it asks each every 5 s how it is, and each reports every 4 s. Memory is what the hub's process grew by.`,
  async measure(extent) {
    return [...(await following(extent)), ...(await called(extent))]
  },
}

async function following(extent: Extent): Promise<readonly Row[]> {
  const count = countOf(extent)
  await using hub = await startHub(THIS_CHECKOUT, WITHOUT_PASSWORDS)
  const people: (readonly string[])[] = []
  for (let left = count; left > 0; left -= MOST_KEYS)
    people.push(await newPerson(hub, `person ${people.length + 1}`, Math.min(left, MOST_KEYS)))
  await using generator: Agents = startGenerator('agents')
  await sleep(SETTLED_MS)
  const before = rssBytes(hub.pid)
  await generator.ask({ kind: 'follow', baseUrl: hub.baseUrl, tokens: people.flat() })
  await sleep(SETTLED_MS)
  const atRest = await shares(hub, generator, extent)
  const grownBytes = rssBytes(hub.pid) - before
  for (const [token = ''] of people) await playTrack(hub, token)
  await sleep(SETTLED_MS)
  const playing = await shares(hub, generator, extent)
  const of = `${count} agents that follow`
  return [
    plain(`memory of an agent, ${of}`, 'KiB', Math.max(0, grownBytes) / count / KIBIBYTE),
    withShares(`processor share at rest, ${of}`, atRest),
    withShares(`processor share while ${people.length} play, ${of}`, playing),
  ]
}

async function called(extent: Extent): Promise<readonly Row[]> {
  const count = countOf(extent)
  await using hub = await startHub(THIS_CHECKOUT, ['--agent-networks', '127.0.0.0/8'])
  const owners = Math.ceil(count / MOST_DEVICES)
  await hub.addPeople(owners - 1, 'owner')
  const tokens: string[] = []
  for (let person = 0; person < owners; person++) tokens.push(await hub.signIn(person))
  await using generator: Agents = startGenerator('agents')
  const { baseUrls } = await generator.ask({ kind: 'listen', count })
  await sleep(SETTLED_MS)
  const before = rssBytes(hub.pid)
  for (const [nth, baseUrl] of baseUrls.entries()) {
    const body = { agent_base_url: baseUrl, device_name: `Agent ${nth + 1}` }
    await hub.request('POST', '/devices/agents', tokens[nth % owners] ?? '', body)
  }
  await ready(hub, tokens, count)
  await sleep(SETTLED_MS)
  const atRest = await shares(hub, generator, extent)
  const grownBytes = rssBytes(hub.pid) - before
  const of = `${count} agents that are called`
  return [
    plain(`memory of an agent, ${of}`, 'KiB', Math.max(0, grownBytes) / count / KIBIBYTE),
    withShares(`processor share at rest, ${of}`, atRest),
  ]
}

function countOf({ starts }: Extent): number {
  return starts > 1 ? AGENTS : AGENTS_SHORT
}

async function ready(hub: Hub, tokens: readonly string[], count: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  for (;;) {
    let found = 0
    for (const token of tokens) {
      const devices = (await hub.request('GET', '/devices', token)) as unknown as readonly {
        health: string
      }[]
      found += devices.filter(({ health }) => health === 'ready').length
    }
    if (found >= count) return
    if (performance.now() > deadline) throw new Error(`Of ${count} agents ${found} are ready.`)
    await sleep(500)
  }
}

interface Shares {
  readonly serverPercent: number
  readonly loadPercent: number
}

/** Of one core, as the middle of some moments has them. */
async function shares(hub: Hub, { pid }: Agents, { starts }: Extent): Promise<Shares> {
  const [parts, partMs] = starts > 1 ? [PARTS, PART_MS] : [1, PART_SHORT_MS]
  const all: (readonly number[])[] = []
  while (all.length < parts) all.push((await cpuShares([hub.pid, pid], () => sleep(partMs))).percent)
  const middle = (nth: number) => median(all.map((percent) => percent[nth] ?? 0))
  return { serverPercent: middle(0), loadPercent: middle(1) }
}

function withShares(what: string, found: Shares): Row {
  return { ...plain(what, '%', found.serverPercent), baton: [{ ...found, value: found.serverPercent }] }
}
