import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { follow, type Hub } from '@baton/client'
import type { DeviceId, TrackId } from '@baton/protocol'
import { lacking } from '../machine/child.ts'
import { askMpv } from '../machine/mpv.ts'
import { letIn, startAgent } from '../worlds/agent-process.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const skip = lacking('mpv', 'setpriv')

test('[AG25] [AG75] [CB52] [P18] [QH4] [QH5] quiet hours hold for its mpv, damaged files are passed over; and what the hub was not told while it was away is told after both were started again', {
  skip,
  timeout: 120_000,
}, async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-outbox-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const world = made.use(
    await HubProcessWorld.build({
      tracks: [6_000, 7_000, 60_000, 4_000, 4_000, 4_000, 60_000].map((durationMs, nth) => ({
        title: `${nth}`,
        durationMs,
      })),
    }),
  )
  const silent = join(folder, 'mpv')
  const ipc = join(folder, 'ipc')
  // The test asks it too, beside the agent.
  const words = `case "$*" in *ipc-client*) set -- --input-ipc-server=${ipc} "$@";; esac\nexec mpv --ao=null "$@"`
  await writeFile(silent, `#!/bin/sh\n${words}\n`, { mode: 0o700 })
  const options = { name: 'Kitchen', baseUrl: world.baseUrl, folder, args: ['--mpv', silent] }
  const agent = made.use(await startAgent(options))
  const owner = await world.client()
  await letIn(agent, owner)
  const [device] = await owner.devices()
  assert.ok(device)
  // A tone is lost on one that does not follow yet.
  const triedOnce = async () => (await owner.testTone(device.deviceId)).outcome === 'played'
  await until('it has played a tone', triedOnce, 60_000)
  const shown = made.use(follow({ hub: owner, rooms: ['devices'] }))
  await owner.send({ type: 'session.choose-speaker', deviceId: device.deviceId })
  const [first, second, long, ...damaged] = world.trackIds as [TrackId, TrackId, TrackId, ...TrackId[]]
  await owner.send({ type: 'queue.enqueue', source: { trackIds: [long] }, at: 'now' })
  await quietHoursHold(owner, device.deviceId, ipc)
  await passesOverWhatIsDamaged(owner, world, [long, second, ...damaged])
  await owner.send({ type: 'queue.enqueue', source: { trackIds: [first, second] }, at: 'now' })
  await until('it is heard', async () => (await owner.session()).positionMs > 1_000)
  await until('its owner sees what its player says', async () =>
    shown.state.get().printed[device.deviceId]?.includes('The loudspeaker is'),
  )
  await assert.rejects(owner.testTone(device.deviceId), { code: 'device.in-use' })

  await world.hub.end('SIGKILL')
  const waiting = async () => {
    const kept: Record<string, string> = JSON.parse(await readFile(join(agent.state, 'reports.json'), 'utf8'))
    const { kept: reports } = JSON.parse(Object.values(kept)[0] ?? '{}')
    return reports as readonly { readonly report: { readonly event: string } }[]
  }
  await until('it has moved on without the hub', async () =>
    (await waiting()).some(({ report }) => report.event === 'ended'),
  )
  await agent.end('SIGKILL')
  await world.start()
  await agent.start()
  await until('everything was told', async () => (await waiting()).length === 0)
  const { current, playState } = await owner.session()
  assert.deepEqual([current?.title, playState], ['1', 'playing'])
})

/** What is gone, is no music any more or was cut short does not hold up what follows it. */
async function passesOverWhatIsDamaged(
  owner: Hub,
  { music }: HubProcessWorld,
  trackIds: readonly TrackId[],
): Promise<void> {
  const isAt = (title: string) =>
    until(
      `${title} is heard`,
      async () => {
        const { current, playState, positionMs } = await owner.session()
        return current?.title === title && playState === 'playing' && positionMs > 300
      },
      60_000,
    )
  await owner.send({ type: 'queue.enqueue', source: { trackIds: [...trackIds] }, at: 'now' })
  await isAt('2')
  // The next one may have been fetched already: these come behind it.
  await rm(join(music, '3.wav'))
  await writeFile(join(music, '4.wav'), Buffer.alloc(100_000, 'no music'))
  await truncate(join(music, '5.wav'), 200_000)
  await owner.send({ type: 'session.next' })
  await isAt('1')
  await owner.send({ type: 'session.next' })
  await isAt('6')
  const statuses = (await owner.queue()).entries.map(({ title, status }) => `${title} ${status}`)
  assert.ok(!statuses.some((status) => /^[345] (queued|playing)$/.test(status)), statuses.join())
  assert.ok(statuses.includes('4 failed'), statuses.join())
}

/** A ceiling turns down what plays, silence pauses it; and without them it may be as loud as before. */
async function quietHoursHold(owner: Hub, deviceId: DeviceId, ipc: string): Promise<void> {
  using mpv = await askMpv(ipc)
  const always = { days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }
  const hours = (maxVolume: number | null) =>
    owner.send({
      type: 'device.update',
      deviceId,
      quietHours: maxVolume === null ? null : [{ ...always, maxVolume }],
      zone: 'Europe/Berlin',
    })
  await until('it sounds at full volume', async () => {
    const [isPaused, volume] = await Promise.all([mpv.get('pause'), mpv.get('volume')])
    return isPaused === false && volume === 100
  })
  await hours(30)
  await until('it is turned down', async () => (await mpv.get('volume')) === 30)
  assert.equal((await owner.session()).playState, 'playing')
  await hours(0)
  await until('it is paused', async () => (await mpv.get('pause')) === true)
  assert.equal((await owner.session()).playState, 'paused')
  await assert.rejects(owner.send({ type: 'session.play' }), { code: 'device.quiet' })
  await hours(null)
}
