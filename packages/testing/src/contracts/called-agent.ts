import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Observer, observe } from '../agents/observer.ts'
import type { CalledAgentsWorld } from '../worlds/called-agents-world.ts'
import { until } from '../worlds/hub-process-world.ts'

/** One agent that drives a real mpv, running. */
export interface RunningCalledAgent extends AsyncDisposable {
  readonly baseUrl: string
  /** Where it tells nobody whether it plays: whether its mpv runs. */
  readonly mpvRuns?: () => boolean
  /** It dies as a machine does whose plug is pulled, and its mpv with it. */
  die(): Promise<void>
}

export interface CalledAgentKind {
  readonly name: string
  /** It knows where it is: in the track, or from the beginning of what it was sent. Null: it does not know. */
  readonly tellsPlace: 'in the track' | 'in what it was sent' | null
  start(): Promise<RunningCalledAgent>
}

/** The tracks of the world that this needs, in their order. */
export const CONFORMANCE_TRACKS = [
  { title: 'Short', durationMs: 1_500 },
  { title: 'Brief', durationMs: 1_600 },
  { title: 'Long', durationMs: 300_000 },
] as const

/** A machine that is busy converts and starts players slowly. */
const WITHIN_MS = 60_000

/** What a hub does with any agent of the freshbeats reference that drives a real player: rules CB10 to CB40. */
export function calledAgentContract(kind: CalledAgentKind, opened: () => CalledAgentsWorld): void {
  describe(`called agent: ${kind.name}`, { concurrency: false }, () => {
    let opening: Awaited<ReturnType<typeof begin>> | null = null
    before(async () => {
      opening = await begin(kind, opened())
    })
    after(() => opening?.[Symbol.asyncDispose]())
    const present = () => {
      if (!opening) throw new Error('The agent does not run')
      return opening
    }

    test('[CB10] [CB30] [CB34] it is added, is ready, and plays tracks to their ends, each once', async () => {
      const scene = present()
      const { world } = scene
      await scene.play('Short', 'Brief')
      await scene.current('Brief')
      const stopped = await world.sessionIs(
        'it has come to the end',
        (session) => session.play_state === 'stopped',
      )
      assert.equal(stopped.active_device_uuid, scene.id)
      const { json } = await world.ada.ask('/queue')
      const entries = json.entries as readonly { readonly status: string }[]
      assert.ok(
        entries.every(({ status }) => status !== 'failed'),
        JSON.stringify(entries),
      )
      await scene.isSilent()
    })

    test('[CB31] [CB32] [CB33] it is paused, goes on, is moved and stopped: its mpv does what the session says', async () => {
      const scene = present()
      const { world } = scene
      await scene.play('Long')
      await scene.sounds()
      await world.sessionIs('some of it was heard', ({ position_ms }) => Number(position_ms) > 500)
      await world.command('pause')
      await scene.isSilent()
      const paused = await world.session()
      assert.equal(paused.play_state, 'paused')
      await world.command('play')
      await scene.sounds()
      await world.command('seek', { position_ms: 60_000 })
      if (kind.tellsPlace === 'in the track') await scene.isBehind(60)
      await scene.sounds()
      const moved = await world.sessionIs(
        'it goes on there',
        ({ position_ms }) => Number(position_ms) > 60_200,
      )
      assert.deepEqual([moved.play_state, moved.active_device_uuid], ['playing', scene.id])
      await world.command('stop')
      await scene.isSilent()
      const stopped = await world.session()
      assert.equal(stopped.play_state, 'stopped')
    })

    test('[CB40] it dies while it plays: paused where it was heard last', async () => {
      const scene = present()
      const { world } = scene
      await scene.play('Long')
      await scene.sounds()
      await world.sessionIs('some of it was heard', ({ position_ms }) => Number(position_ms) > 1_000)
      await scene.agent.die()
      const diedAtMs = Number((await world.session()).position_ms)
      const paused = await world.sessionIs('it is paused', (session) => session.play_state === 'paused')
      assert.equal(paused.active_device_uuid, scene.id)
      const pausedMs = Number(paused.position_ms)
      // The timeline may be behind it by what the answer to its order took.
      assert.ok(
        pausedMs > 0 && pausedMs < diedAtMs + 5_000,
        `paused at ${pausedMs} ms, died at ${diedAtMs} ms`,
      )
      await world.health(scene.id, 'down')
    })
  })
}

/** What an agent says that its player does. */
interface Shown {
  readonly alive: boolean | null
  readonly paused: boolean | null
  readonly positionS: number | null
}

async function begin(kind: CalledAgentKind, world: CalledAgentsWorld) {
  await using made = new AsyncDisposableStack()
  const agent = made.use(await kind.start())
  const id = await world.add(agent, kind.name)
  // The next one may have the same port.
  made.defer(async () => void (await world.ada.ask(`/devices/${id}`, { method: 'DELETE' })))
  await world.health(id, 'ready')
  const observer: Observer = made.use(await observe(agent.baseUrl))
  const agentIs = (what: string, isSo: (shown: Shown) => boolean) =>
    until(`${kind.name} is ${what}`, async () => observer.latest !== null && isSo(observer.latest), WITHIN_MS)
  const isAlive = (told: boolean | null) => told ?? agent.mpvRuns?.() ?? false
  const kept = made.move()
  return {
    agent,
    id,
    world,
    /** These follow each other there from now on. */
    async play(...titles: readonly (typeof CONFORMANCE_TRACKS)[number]['title'][]) {
      const trackIds = titles.map(
        (title) => world.hub.trackIds[CONFORMANCE_TRACKS.findIndex((one) => one.title === title)],
      )
      await world.ada.ask('/queue', { method: 'DELETE' })
      await world.command('speaker', { device_uuid: id })
      const { status, text } = await world.ada.post('/queue/enqueue', { track_ids: trackIds, at: 'now' })
      assert.ok(status < 300, text)
    },
    /** Nothing plays there, or stands still. */
    isSilent: () => agentIs('silent', ({ alive, paused }) => !isAlive(alive) || paused === true),
    /** Its mpv plays, and moves on where it tells where it is. */
    async sounds() {
      await agentIs('playing', ({ alive, paused }) => isAlive(alive) && paused !== true)
      if (!kind.tellsPlace) return
      await agentIs('somewhere', ({ positionS }) => positionS !== null)
      const from = observer.latest?.positionS
      await agentIs('moving on', ({ positionS }) => positionS !== null && positionS !== from)
    },
    isBehind: (seconds: number) =>
      agentIs(`behind ${seconds} s`, ({ positionS }) => positionS !== null && positionS > seconds),
    current: (title: string) =>
      world.sessionIs(
        `${title} plays`,
        ({ current }) => (current as { title?: string } | null)?.title === title,
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
