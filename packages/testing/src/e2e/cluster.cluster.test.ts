import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createClient } from 'redis'
import { startManyAgents } from '../agents/many-agents.ts'
import { displaysOfWorkers } from '../displays/displays-of-workers.ts'
import { type MosquittoServer, startMosquitto } from '../machine/mosquitto.ts'
import {
  type Cluster,
  type ClusterWorker,
  lackingCluster,
  scanned,
  startCluster,
} from '../worlds/cluster-world.ts'
import { signedIn, until } from '../worlds/hub-process-world.ts'
import { PlainFollower } from '../worlds/plain-follower.ts'

const skip = lackingCluster()

describe('a cluster of three workers', { skip }, () => {
  let cluster: Cluster
  let mosquitto: MosquittoServer
  let token: string
  before(async () => {
    mosquitto = await startMosquitto()
    const forDisplays = ['--mqtt-broker', mosquitto.hubUrl, '--mqtt-address', mosquitto.displayUrl]
    cluster = await startCluster({
      workers: 3,
      args: ['--agent-networks', '127.0.0.0/8', ...forDisplays],
    })
    await scanned(await cluster.client(), 4)
    token = await signedIn(cluster.baseUrl)
  })
  after(async () => {
    await cluster?.[Symbol.asyncDispose]()
    await mosquitto?.[Symbol.asyncDispose]()
  })

  const follow = ({ baseUrl }: { readonly baseUrl: string }) =>
    new PlainFollower(`${baseUrl}/events?rooms=session,devices,library`, token)
  const request = (baseUrl: string, path: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${baseUrl}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    })
  const remove = (deviceId: string) =>
    fetch(`${nth(0).baseUrl}/devices/${deviceId}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    })
  const nth = (index: number): ClusterWorker => {
    const worker = cluster.workers[index]
    if (!worker) throw new Error(`There is no worker ${index}`)
    return worker
  }
  const sessionId = async () => ((await (await request(nth(0).baseUrl, '/me')).json()) as Me).session_uuid

  test('[W1] a hundred seeks are a hundred messages, and followers of every worker have the newest', async () => {
    const id = await sessionId()
    const { items } = (await (await request(nth(0).baseUrl, '/library/tracks')).json()) as Tracks
    await request(nth(0).baseUrl, '/queue/enqueue', { track_ids: items.map((track) => track.track_id) })
    const followers = cluster.workers.map(follow)
    const outside = await createClient({ url: cluster.redisUrl }).connect()
    const messages: string[] = []
    await outside.pSubscribe('us:user:*', (text) => messages.push(text))
    try {
      await until('everybody follows', async () => followers.every(({ seq }) => seq > 0))
      for (let position = 1; position <= 100; position++) {
        const answer = await request(nth(position % 3).baseUrl, `/sessions/${id}/seek`, {
          position_ms: position * 1_000,
        })
        assert.equal(answer.status, 200)
      }
      const newest = (follower: PlainFollower) => follower.named('timeline_update').at(-1)?.data.position_ms
      await until('the newest is everywhere', async () =>
        followers.every((follower) => newest(follower) === 100_000),
      )
      assert.equal(messages.length, 100)
      const revisions = messages.map((text) => (JSON.parse(text) as { readonly rev: number }).rev)
      assert.deepEqual(
        revisions,
        revisions.map((_, index) => (revisions[0] ?? 0) + index),
      )
      for (const { seqs } of followers)
        assert.deepEqual(
          seqs,
          [...new Set(seqs)].toSorted((a, b) => a - b),
        )
    } finally {
      outside.destroy()
      await Promise.all(followers.map((follower) => follower[Symbol.asyncDispose]()))
    }
  })

  test('[W9] a ticket that one worker made is good at another, and Nginx hands ranges on', async () => {
    const id = await sessionId()
    const registered = await request(nth(0).baseUrl, '/devices/register', { device_name: 'Kitchen' })
    const { device_uuid } = (await registered.json()) as { readonly device_uuid: string }
    await request(nth(1).baseUrl, `/sessions/${id}/speaker`, { device_uuid })
    // What another worker bound is known everywhere within seconds.
    const url = await until('the device has its address', async () => {
      const session = (await (await request(nth(1).baseUrl, `/sessions/${id}`)).json()) as Session
      return session.file_url
    })
    for (const baseUrl of [cluster.baseUrl, ...cluster.workers.map((worker) => worker.baseUrl)]) {
      const answer = await request(baseUrl, url, undefined, { range: 'bytes=0-99' })
      assert.equal(answer.status, 206)
      assert.match(answer.headers.get('content-range') ?? '', /^bytes 0-99\//)
      assert.equal((await answer.arrayBuffer()).byteLength, 100)
    }
  })

  test('[W10] a scan that is asked of any worker is done once and told by all', async () => {
    const followers = cluster.workers.map(follow)
    try {
      await until('everybody follows', async () => followers.every(({ seq }) => seq > 0))
      for (const { baseUrl } of cluster.workers) {
        for (const follower of followers) follower.events.length = 0
        assert.equal((await request(baseUrl, '/library/scan', {})).status, 202)
        await until('all are told the end of the scan', async () =>
          followers.every((follower) => follower.named('scan_beacon').at(-1)?.data.phase === 'done'),
        )
        for (const worker of cluster.workers) {
          const { state } = (await (await request(worker.baseUrl, '/library/scan')).json()) as Scan
          assert.equal(state.phase, 'done')
        }
      }
    } finally {
      await Promise.all(followers.map((follower) => follower[Symbol.asyncDispose]()))
    }
  })

  test('[W13] without Redis the workers are ready all the same, and followers hear within about a second', async () => {
    const id = await sessionId()
    const followers = cluster.workers.map(follow)
    try {
      await until('everybody follows', async () => followers.every(({ seq }) => seq > 0))
      await cluster.redis.end('SIGKILL')
      for (const { baseUrl } of cluster.workers) {
        await until('the loss is told', async () => {
          const answer = await request(baseUrl, '/readyz')
          assert.equal(answer.status, 200)
          return ((await answer.json()) as { readonly bell: string }).bell === 'lost'
        })
      }
      const asked = performance.now()
      await request(nth(0).baseUrl, `/sessions/${id}/seek`, { position_ms: 7_777 })
      const heard = (follower: PlainFollower) =>
        follower.named('timeline_update').some(({ data }) => data.position_ms === 7_777)
      await until('everybody heard', async () => followers.every(heard))
      assert.ok(performance.now() - asked < 5_000)
      await cluster.redis.start()
      for (const { baseUrl } of cluster.workers) {
        await until('it is back', async () => {
          const { bell } = (await (await request(baseUrl, '/readyz')).json()) as { readonly bell: string }
          return bell === 'connected'
        })
      }
    } finally {
      await Promise.all(followers.map((follower) => follower[Symbol.asyncDispose]()))
    }
  })

  test('[W12] without the database a worker is healthy but not ready, and is ready again when it is back', async () => {
    const id = await sessionId()
    await cluster.postgres.server.end('SIGQUIT')
    try {
      for (const { baseUrl } of cluster.workers) {
        for (const path of ['/readyz', `/sessions/${id}`, '/library/albums']) {
          const answer = await request(baseUrl, path)
          assert.equal(answer.status, 503, path)
          assert.ok(answer.headers.get('retry-after'), path)
        }
        assert.equal((await request(baseUrl, '/healthz')).status, 200)
      }
    } finally {
      await cluster.postgres.server.start()
    }
    for (const { baseUrl } of cluster.workers) {
      await until('it is ready', async () => (await request(baseUrl, '/readyz')).status === 200)
    }
    const answer = await request(cluster.baseUrl, '/me')
    assert.equal(answer.status, 200)
  })

  test('[W12] one that stands still is passed over by Nginx, and the others go on', async () => {
    const id = await sessionId()
    nth(1).freeze()
    try {
      const reads = await Promise.all(
        Array.from({ length: 6 }, () => request(cluster.baseUrl, `/sessions/${id}`)),
      )
      for (const { status } of reads) assert.equal(status, 200)
      const answer = await request(cluster.baseUrl, `/sessions/${id}/seek`, { position_ms: 5_000 })
      assert.equal(answer.status, 200)
    } finally {
      nth(1).thaw()
    }
    await until('it is ready again', async () => (await request(nth(1).baseUrl, '/readyz')).status === 200)
  })

  test('[W8] [CB46] the loop of each called agent is on one worker; of one that is killed, others take them on', async (t) => {
    await using agents = await startManyAgents(AGENTS)
    // Somebody is there, by what every worker can see.
    await request(nth(0).baseUrl, '/devices/register', { device_name: 'Phone' })
    for (const [index, agent_base_url] of agents.baseUrls.entries()) {
      const answer = await request(nth(index % 3).baseUrl, '/devices/agents', { agent_base_url })
      assert.equal(answer.status, 201, await answer.text())
    }
    const everybody = Array.from({ length: AGENTS }, (_, index) => index)
    /** Which workers have registered with it, in turn. */
    const workersOf = (agent: number) => {
      const ports = agents.registered
        .filter(({ nth }) => nth === agent)
        .map(({ callbackUrl }) => portOf(callbackUrl))
      return ports.filter((port, index) => port !== ports[index - 1])
    }
    await until('each is registered', async () => everybody.every((agent) => workersOf(agent).length > 0))
    const killedPort = portOf(nth(1).baseUrl)
    const killed = everybody.filter((agent) => workersOf(agent).at(-1) === killedPort)
    assert.ok(killed.length > 0 && killed.length < AGENTS)
    const diedAt = performance.now()
    await nth(1).end('SIGKILL')
    await until(
      'others have taken them on',
      async () => killed.every((agent) => workersOf(agent).at(-1) !== killedPort),
      60_000,
    )
    t.diagnostic(`${killed.length} loops had moved after ${Math.round(performance.now() - diedAt)} ms`)
    await nth(1).start()
    for (const agent of everybody) {
      const workers = workersOf(agent)
      assert.equal(workers.length, killed.includes(agent) ? 2 : 1, `agent ${agent}: ${workers}`)
      assert.equal(workers[0] === killedPort, killed.includes(agent))
    }
    for (const device of (await (await request(nth(0).baseUrl, '/devices')).json()) as Devices) {
      if (device.agent) await remove(device.device_uuid)
    }
  })

  test('[W8] when the worker that scans is killed, another takes over', async () => {
    // Whoever is left is the one that scans; killed in its turn, it is followed by one of the others.
    for (const [left, killed] of [
      [2, [0, 1]],
      [0, [2]],
    ] as const) {
      await Promise.all(killed.map((index) => nth(index).end('SIGKILL')))
      const follower = follow(nth(left))
      try {
        await until('it follows', async () => follower.seq > 0)
        await request(nth(left).baseUrl, '/library/scan', {})
        const isDone = () => follower.named('scan_beacon').some(({ data }) => data.phase === 'done')
        await until('another scanned', async () => isDone(), 40_000)
      } finally {
        await follower[Symbol.asyncDispose]()
        await Promise.all(killed.map((index) => nth(index).start()))
      }
    }
  })

  displaysOfWorkers(() => ({ cluster, mosquitto }))
})

const AGENTS = 20
const portOf = (url: string) => new URL(url).port

type Devices = readonly { readonly device_uuid: string; readonly agent?: object }[]
interface Me {
  readonly session_uuid: string
}
interface Tracks {
  readonly items: readonly { readonly track_id: string }[]
}
interface Session {
  readonly file_url: string | null
}
interface Scan {
  readonly state: { readonly phase: string }
}
