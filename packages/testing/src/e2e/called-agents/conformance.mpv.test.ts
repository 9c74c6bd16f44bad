import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { startForeignAgent } from '../../agents/foreign-agent.ts'
import {
  CONFORMANCE_TRACKS,
  calledAgentContract,
  type RunningCalledAgent,
} from '../../contracts/called-agent.ts'
import { lacking } from '../../machine/child.ts'
import { startListeningAgent } from '../../worlds/agent-process.ts'
import { type CalledAgentsWorld, calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

const skip = lacking('mpv', 'ffmpeg', 'setpriv')

describe('agents that the hub calls, with a real mpv each', { skip, timeout: 240_000 }, () => {
  const made = new AsyncDisposableStack()
  let world: CalledAgentsWorld
  let folder = ''
  let silent = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'baton-called-'))
    made.defer(() => rm(folder, { recursive: true, force: true }))
    silent = join(folder, 'mpv')
    await writeFile(silent, '#!/bin/sh\nexec mpv --no-config --ao=null "$@"\n', { mode: 0o700 })
    // Ours reports every 5 s.
    world = made.use(
      await calledAgentsWorld({
        tracks: CONFORMANCE_TRACKS,
        times: { silentMs: 30_000, firstReportMs: 60_000 },
      }),
    )
  })
  after(() => made.disposeAsync())

  const foreign = (...args: readonly string[]) => startForeignAgent(['--mpv', silent, ...args])
  const foreignKind = async (...args: readonly string[]): Promise<RunningCalledAgent> => {
    const agent = await foreign(...args)
    const { baseUrl, end, said } = agent
    const mpvRuns = () => said.findLast(({ mpv }) => mpv !== undefined)?.mpv === 'runs'
    return { baseUrl, mpvRuns, die: end, [Symbol.asyncDispose]: end }
  }

  calledAgentContract(
    {
      name: 'ours',
      tellsPlace: 'in the track',
      async start() {
        const args = ['--mpv', silent]
        const agent = await startListeningAgent({ name: 'Ours', hub: world.hub.baseUrl, folder, args })
        return {
          baseUrl: agent.baseUrl,
          die: () => agent.end('SIGKILL'),
          [Symbol.asyncDispose]: () => agent[Symbol.asyncDispose](),
        }
      },
    },
    () => world,
  )
  calledAgentContract(
    {
      name: 'an older one, which wraps what it says and says it twice',
      tellsPlace: 'in what it was sent',
      start: () => foreignKind('--wrapped', '--doubled'),
    },
    () => world,
  )
  calledAgentContract(
    {
      name: 'one that cannot pause and does not know where it is',
      tellsPlace: null,
      start: () => foreignKind('--stubs', '--nulls', '--doubled'),
    },
    () => world,
  )

  test('[CB42] [CB43] one that has fallen silent by itself is told to go on; what it can decode is heeded', async () => {
    await using made = new AsyncDisposableStack()
    const agent = made.use(await startForeignAgent(['--ours']))
    const id = await world.add(agent, 'Silent')
    made.defer(async () => void (await world.ada.ask(`/devices/${id}`, { method: 'DELETE' })))
    await world.health(id, 'ready')
    await until('it is known what it decodes', async () => {
      const { capabilities } = await world.device(id)
      return (
        (capabilities as { readonly formats?: readonly string[] }).formats?.join() === 'audio/flac,audio/wav'
      )
    })
    await world.ada.ask('/queue', { method: 'DELETE' })
    await world.command('speaker', { device_uuid: id })
    await world.ada.post('/queue/enqueue', { track_ids: world.hub.trackIds.slice(-1), at: 'now' })
    await agent.called('/play')
    agent.tell({ paused: true })
    await agent.called('/resume')
    const { play_state, active_device_uuid } = await world.session()
    assert.deepEqual([play_state, active_device_uuid], ['playing', id])
    await world.command('pause')
    await agent.called('/pause')
    const rounds = agent.calls('/healthz').length
    await agent.called('/healthz', rounds + 5)
    assert.equal(agent.calls('/resume').length, 1)
  })

  test('[CB23] [CB24] [CB25] 200 reports a second while music plays: nothing is written, and the hub goes on', async (context) => {
    await using made = new AsyncDisposableStack()
    const agent = made.use(await foreign('--wrapped'))
    const id = await world.add(agent, 'Flood')
    made.defer(async () => void (await world.ada.ask(`/devices/${id}`, { method: 'DELETE' })))
    await world.health(id, 'ready')
    await world.ada.ask('/queue', { method: 'DELETE' })
    await world.command('speaker', { device_uuid: id })
    await world.ada.post('/queue/enqueue', { track_ids: world.hub.trackIds.slice(-1), at: 'now' })
    await world.sessionIs('it plays there', ({ position_ms }) => Number(position_ms) > 500)
    const before = await world.session()
    const held = monitorEventLoopDelay({ resolution: 1 })
    const began = process.cpuUsage()
    held.enable()
    agent.tell({ flood: REPORTS })
    const flooded = await until(
      'the flood is over',
      async () => agent.said.find(({ flooded }) => flooded === REPORTS),
      120_000,
    )
    held.disable()
    const { user, system } = process.cpuUsage(began)
    const cpuMs = (user + system) / 1_000 / REPORTS
    const [half, most, longest] = [held.percentile(50), held.percentile(99), held.max].map((ns) => ns / 1e6)
    context.diagnostic(
      `${Math.round(REPORTS / (flooded.seconds ?? 1))} reports a second: the event loop was held for ` +
        `${half?.toFixed(1)} ms (median), ${most?.toFixed(1)} ms (99 of 100), ${longest?.toFixed(1)} ms (longest); ` +
        `${cpuMs.toFixed(2)} ms of processor for each`,
    )
    const after = await world.session()
    assert.deepEqual([after.play_state, after.active_device_uuid], ['playing', id])
    // What was told of its place meanwhile, every 5 s at most.
    const told = Number(after.server_seq) - Number(before.server_seq)
    assert.ok(told <= 2 + (flooded.seconds ?? 0) / 5, `${told} events`)
    // This process is the hub, the sender of the music and the test at once: the median is not moved by one busy moment.
    assert.ok((half ?? 0) < 20, `the event loop was held for ${half} ms`)
    assert.ok(cpuMs < 20, `each report cost ${cpuMs} ms`)
  })
})

const REPORTS = 600
