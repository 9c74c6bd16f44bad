import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { follow, type Hub } from '@baton/client'
import type { LinkingPhase, TagLinking } from '@baton/protocol'
import { end, lacking, spawnOwned } from '../machine/child.ts'
import { lackingPcscd, type Pcscd, startPcscd } from '../machine/pcscd.ts'
import { letIn, startAgent } from '../worlds/agent-process.ts'
import { HubProcessWorld, live, until } from '../worlds/hub-process-world.ts'

const skip = lackingPcscd() || lacking('mpv', 'mkfifo')
/** The same tag within 2 s is one: two that play nothing come in between. */
const [BEAR, FOX, OWL, LYNX] = ['04a1b2c3d4e580', '04f0f1f2f3f480', '0401', '0402'] as const
/** Usually a quarter of a second; a busy machine is given time. */
const SOUNDS_WITHIN_MS = 5_000

test('[TG8] [TG9] [TG10] [TG11] [AG60] [AG67] [TG20] a card reader links tags, one wait at a time, and a tag sounds at once', {
  skip,
  timeout: 180_000,
}, async (t) => {
  await using world = await worldWithReader()
  const { owner, pcscd, linkings, trackIds } = world
  const [bearPlays, foxPlays] = [{ trackId: trackIds[0] }, { trackId: trackIds[1] }]
  await world.readerIs('ready')

  const isUnknown = async (number: string) => {
    await shown(pcscd, number)
    await until(`${number} is unknown`, async () => world.unknown() === number)
  }
  await isUnknown(OWL)

  const wait = (target: object, lastsMs?: number) => startLinking(owner, { target, lastsMs })
  const over = await wait(bearPlays, 1_000)
  await linkings.reaches(over, 'timeout')

  const first = await wait(foxPlays)
  const second = await wait(bearPlays)
  await linkings.reaches(first, 'stopped')
  await shown(pcscd, BEAR)
  assert.equal((await linkings.reaches(second, 'success')).tagId, BEAR)

  await isUnknown(LYNX)
  const again = await wait(foxPlays)
  await shown(pcscd, BEAR)
  assert.deepEqual((await linkings.reaches(again, 'duplicate')).conflict, bearPlays)
  await owner.send({ type: 'tag.bind', tagId: BEAR as never, target: foxPlays as never, override: true })
  await linkings.reaches(again, 'success')

  await pcscd.end('SIGKILL')
  await world.readerIs('no-service')
  await pcscd.restart({ reader: false })
  await world.readerIs('no-reader')
  await pcscd.restart({ reader: true })
  await world.readerIs('ready')
  const { items } = await owner.deviceHistory(world.deviceId)
  assert.deepEqual(
    items
      .filter(({ happening }) => happening.startsWith('reader-'))
      .map(({ happening, reason }) => [happening, reason])
      .slice(-2),
    [
      ['reader-back', null],
      ['reader-lost', 'no-service'],
    ],
  )

  const last = await wait(bearPlays)
  await shown(pcscd, FOX)
  await linkings.reaches(last, 'success')
  assert.equal((await owner.session()).playState, 'stopped', 'no tag has played anything so far')
  const sounds = world.sounds()
  const placedAt = performance.now()
  const tag = await pcscd.place(BEAR)
  await sounds
  const ms = Math.round(performance.now() - placedAt)
  await tag.take()
  t.diagnostic(`from the tag to the first sound: ${ms} ms`)
  assert.ok(ms < SOUNDS_WITHIN_MS, `${ms} ms`)
  const { current, playState, activeDeviceId } = await owner.session()
  assert.deepEqual([current?.trackId, playState, activeDeviceId], [trackIds[1], 'playing', world.deviceId])
})

/** A tag comes, is read, and goes. */
async function shown(pcscd: Pcscd, number: string): Promise<void> {
  const tag = await pcscd.place(number)
  await tag.read
  await tag.take()
}

async function startLinking(owner: Hub, wish: { target: object; lastsMs: number | undefined }) {
  const { receipt } = await owner.send({ type: 'tag.start-linking', ...wish } as never)
  return (receipt.result as { readonly linkingId: string }).linkingId
}

/** A hub, and an agent with a card reader whose player writes what is heard into a pipe. */
async function worldWithReader() {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-tag-reader-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const pipe = join(folder, 'sound')
  execFileSync('mkfifo', [pipe])
  const player = join(folder, 'mpv')
  const sound = `--ao=pcm --ao-pcm-file='${pipe}' --ao-pcm-waveheader=no`
  await writeFile(player, `#!/bin/sh\nexec mpv ${sound} "$@"\n`, { mode: 0o700 })

  const pcscd = made.use(await startPcscd({ reader: true }))
  const hub = made.use(await HubProcessWorld.build())
  const agent = made.use(
    await startAgent({
      name: 'Kitchen',
      baseUrl: hub.baseUrl,
      folder,
      env: { PCSCLITE_CSOCK_NAME: pcscd.socket },
      args: ['--mpv', player, '--tag-reader', 'pcsc'],
    }),
  )
  const owner = await hub.client()
  await letIn(agent, owner)
  const following = made.use(follow({ hub: owner, rooms: ['tags', 'devices'] }))
  await live(following)
  const device = await until('the agent is there', async () => following.state.get().devices?.[0])
  const state = following.state.get
  const linkings = {
    reaches: (id: string, phase: LinkingPhase): Promise<TagLinking> =>
      until(`the wait is ${phase}`, async () =>
        state().linkings?.find((one) => one.linkingId === id && one.phase === phase),
      ),
  }
  const kept = made.move()
  return {
    owner,
    pcscd,
    linkings,
    trackIds: hub.trackIds,
    deviceId: device.deviceId,
    unknown: () => state().unknownTag?.tagId ?? null,
    readerIs: (wanted: string) =>
      until(`the reader is ${wanted}`, async () => {
        const [shown] = state().devices ?? []
        return shown?.capabilities.reader === wanted
      }),
    /** Resolves with the first byte that the player would have sent to a sound card. */
    async sounds(): Promise<void> {
      const listener = spawnOwned('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] })
      kept.defer(() => end(listener))
      assert.ok(listener.stdout)
      await once(listener.stdout, 'data')
      // A sound card takes no more than it plays.
      listener.stdout.pause()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
