// A cluster with people in it: clients that command, loudspeakers that hand the music to each other, followers that only
// look, all of them through Nginx. A fault strikes in the middle of it, and what it did is measured and judged.
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { connect, type FollowedState, type Following, follow, type Hub } from '@baton/client'
import type { TrackId } from '@baton/protocol'
import { createClient } from 'redis'
import { seedOr } from '../../fakes/fixed-seeds.ts'
import type { Network } from '../../machine/network-namespaces.ts'
import { reach } from '../../machine/reach.ts'
import { type Cluster, type ClusterWorker, scanned, startCluster } from '../../worlds/cluster-world.ts'
import { live, signedIn, until, WorldDevice } from '../../worlds/hub-process-world.ts'
import { PlainFollower } from '../../worlds/plain-follower.ts'
import { Inspector } from './inspector.ts'
import { type Load, startLoad } from './load.ts'

const SENDERS = 6
const DEVICES = 3
const FOLLOWERS = 4
const PLAIN_FOLLOWERS = 2
const RIGHT_AGAIN_WITHIN_MS = 5_000
/** The other speaker may begin this much before the former one's end was noted: both are told in one process. */
const TOLD_APART_MS = 50
const ROOMS = ['session', 'devices', 'library'] as const

export interface FaultsWorld extends AsyncDisposable {
  readonly cluster: Cluster
  readonly trackIds: readonly TrackId[]
  readonly hubs: readonly Hub[]
  readonly devices: readonly WorldDevice[]
  readonly followings: readonly Following[]
  readonly plain: readonly PlainFollower[]
  /** Where this process finds the database. */
  readonly databaseUrl: string
  /** Requests that change something, and messages to `us:user:…`, as they were counted until now. */
  counts(): { readonly requests: number; readonly messages: number }
  worker(nth: number): ClusterWorker
}

export async function openFaultsWorld(network?: Network<string>): Promise<FaultsWorld> {
  await using opened = new AsyncDisposableStack()
  // On a disk: what Postgres has acknowledged is there again after its death.
  const folder = await mkdtemp(join(tmpdir(), 'baton-faults-'))
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  const cluster = opened.use(
    await startCluster({ folder, args: ['--limits', 'off'], ...(network && { network }) }),
  )
  const owner = await cluster.client()
  await until('the music is there', () => scanned(owner, 4).catch(() => false as const), 60_000)
  const trackIds = (await owner.library.tracks({ limit: 10 })).items.map(({ trackId }) => trackId)

  let requests = 0
  const counting: typeof fetch = (input, init) => {
    if (init?.method !== undefined && init.method !== 'GET') requests++
    return fetch(input, init)
  }
  const { baseUrl } = cluster
  const accessToken = await signedIn(baseUrl)
  const hubs = Array.from({ length: SENDERS }, () =>
    connect({ baseUrl, token: () => accessToken, fetch: counting }),
  )
  const devices: WorldDevice[] = []
  for (let nth = 1; nth <= DEVICES; nth++) {
    const device = opened.use(await newDevice(cluster, `Device ${nth}`))
    await device.connect()
    devices.push(device)
  }
  const followings = Array.from({ length: FOLLOWERS }, () =>
    opened.use(follow({ hub: connect({ baseUrl, token: () => accessToken }), rooms: ROOMS })),
  )
  const plain = Array.from({ length: PLAIN_FOLLOWERS }, () =>
    opened.use(new PlainFollower(`${baseUrl}/events?rooms=${ROOMS.join(',')}`, accessToken)),
  )
  await Promise.all(followings.map(live))

  const places = await fromHere(cluster, network, opened)
  let messages = 0
  const outside = createClient({
    url: places.redisUrl,
    pingInterval: 1_000,
    socket: { socketTimeout: 5_000 },
  })
  outside.on('error', () => {})
  opened.defer(() => outside.destroy())
  await outside.connect()
  await outside.pSubscribe('us:user:*', () => messages++)

  const [speaker] = devices
  assert.ok(speaker)
  await speaker.hub.send({ type: 'queue.enqueue', source: { trackIds }, at: 'now' })
  await until('it is heard', async () => speaker.sound.isHeard)
  const { databaseUrl } = places
  const world = { cluster, trackIds, hubs, devices, followings, plain, databaseUrl }
  const running = opened.move()
  return {
    ...world,
    counts: () => ({ requests, messages }),
    worker(nth) {
      const worker = cluster.workers[nth]
      if (!worker) throw new RangeError(`There is no worker ${nth}`)
      return worker
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

export async function newDevice(cluster: Cluster, name: string, baseUrl?: string): Promise<WorldDevice> {
  const hub = await cluster.client(baseUrl)
  const capabilities = { sound: true, volume: true, unlocked: true, reports: true }
  return new WorldDevice(name, hub, await hub.register({ name, kind: 'agent', capabilities }))
}

async function fromHere(
  cluster: Cluster,
  network: Network<string> | undefined,
  opened: AsyncDisposableStack,
) {
  const base = network?.hosts[0]
  if (!network || !base) return { databaseUrl: cluster.databaseUrl, redisUrl: cluster.redisUrl }
  const way = async (url: string) => {
    const there = new URL(url)
    const { port } = opened.use(await reach(network, { from: base, to: base, port: Number(there.port) }))
    there.host = `127.0.0.1:${port}`
    return there.href
  }
  return { databaseUrl: await way(cluster.databaseUrl), redisUrl: await way(cluster.redisUrl) }
}

export interface Fault {
  strike(load: Load): Promise<void> | void
  lift(): Promise<void> | void
  readonly lastsMs: number
  /** Within which everybody is right after its end; 5 s where nothing is said. */
  readonly rightWithinMs?: number
  /** Everybody is right while it lasts, too: what is left of the cluster goes on. */
  readonly isHarmless?: boolean
}

/** Load, the fault, its end, calm. Fails with what was broken; prints what it cost. */
export async function endure(world: FaultsWorld, t: TestContext, fault: Fault): Promise<void> {
  const { hubs, devices, trackIds, databaseUrl } = world
  const deviceIds = devices.map(({ deviceId }) => deviceId)
  const seed = seedOr(1)
  const before = world.counts()
  const load = startLoad({ hubs, trackIds, deviceIds, seed })
  await using inspector = new Inspector({ databaseUrl, load, devices })
  const figures: Record<string, unknown> = { seed }
  try {
    await wait(2_000)
    await fault.strike(load)
    if (fault.isHarmless) figures['right during the fault after ms'] = await allAtHead(world, inspector)
    await wait(fault.lastsMs)
    await fault.lift()
    figures['right after it, ms'] = await allAtHead(world, inspector)
    await wait(1_000)
  } finally {
    await load.stop()
  }
  figures['calm after ms'] = await allEqual(world)
  await inspector.lastLook()
  const after = world.counts()
  const overlapMs = Math.round(inspector.longestOverlapMs())
  Object.assign(figures, accountOf(load), {
    'requests beyond the first':
      after.requests - before.requests - load.sent.length - sum(load.handOvers.values()),
    'messages to us:user': after.messages - before.messages,
    'hand-overs': Object.fromEntries(load.handOvers),
    'looks, rights judged': `${inspector.looks}, ${inspector.rightsJudged}`,
    'two heard at once, ms': overlapMs,
  })
  t.diagnostic(JSON.stringify(figures))
  assert.deepEqual([...inspector.violations], [])
  assert.ok(overlapMs <= TOLD_APART_MS, `two were heard at once for ${overlapMs} ms`)
  const withinMs = fault.rightWithinMs ?? RIGHT_AGAIN_WITHIN_MS
  for (const name of ['right during the fault after ms', 'right after it, ms', 'calm after ms'])
    assert.ok(Number(figures[name] ?? 0) <= withinMs, `${name}: ${figures[name]}`)
  for (const { seqs } of world.plain)
    assert.deepEqual(
      seqs,
      [...new Set(seqs)].toSorted((a, b) => a - b),
      'a follower was told something twice',
    )
}

/** Until the slowest follower has what the log had when this was asked. */
async function allAtHead({ followings, devices, plain }: FaultsWorld, inspector: Inspector): Promise<number> {
  const from = performance.now()
  const head = await until('the log can be read', () => inspector.head().catch(() => 0), 30_000)
  const all = [...followings, ...devices.map(({ following }) => following)].map(
    ({ state }) =>
      () =>
        state.get().connection === 'live' && !state.get().catchingUp && state.get().seq >= head,
  )
  const plainOnes = plain.map((follower) => () => follower.seq >= head)
  await until('everybody is right', async () => [...all, ...plainOnes].every((isThere) => isThere()), 60_000)
  return Math.round(performance.now() - from)
}

/** Until everybody has folded what a new follower is shown; nobody is helped by a reload. */
async function allEqual({ followings, devices, hubs }: FaultsWorld): Promise<number> {
  const from = performance.now()
  const [hub] = hubs
  assert.ok(hub)
  let odd = ''
  const isCalm = async () => {
    await using fresh = follow({ hub, rooms: ROOMS })
    await live(fresh)
    const wanted = pictureOf(fresh.state.get())
    const shown = [...followings, ...devices.map(({ following }) => following)].map(({ state }) =>
      pictureOf(state.get()),
    )
    const different = shown.find((picture) => picture !== wanted)
    odd = different === undefined ? '' : `${different}\n${wanted}`
    return odd === ''
  }
  await until('everybody shows the same', isCalm, 15_000).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${odd}`)
  })
  return Math.round(performance.now() - from)
}

function pictureOf({ session, queue, devices }: FollowedState): string {
  const listed = [...(devices ?? [])].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
  return JSON.stringify(sorted({ session, queue, devices: listed }))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}

function accountOf({ sent }: Load): Readonly<Record<string, unknown>> {
  const answered = sent.map((row) => row.answeredAt ?? 0).toSorted((a, b) => a - b)
  const pauses = answered.map((at, nth) => at - (answered[nth - 1] ?? at))
  const tookMs = sent.map((row) => (row.answeredAt ?? 0) - row.sentAt).toSorted((a, b) => a - b)
  return {
    'commands acknowledged': sent.filter(({ answer }) => answer !== null && answer !== 'refused').length,
    refused: sent.filter(({ answer }) => answer === 'refused').length,
    'sent again by hand': sum(sent.map(({ repeated }) => repeated)),
    'longest pause between answers, ms': Math.round(Math.max(0, ...pauses)),
    'answer p50 and longest, ms': [tookMs[Math.floor(tookMs.length / 2)], tookMs.at(-1)].map((ms) =>
      Math.round(ms ?? 0),
    ),
  }
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0)
}
