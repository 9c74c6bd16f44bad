import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connect } from '@baton/client'
import { explores } from '../fakes/fixed-seeds.ts'
import { lacking, lackingNamespaces } from '../machine/child.ts'
import { askMpv } from '../machine/mpv.ts'
import { makeNetwork } from '../machine/network-namespaces.ts'
import { reach } from '../machine/reach.ts'
import { makeMusic } from '../music/coded-albums.ts'
import { letIn, startAgent } from '../worlds/agent-process.ts'
import { signedIn, until } from '../worlds/hub-process-world.ts'

const HUB = fileURLToPath(new URL('../../../hub/src/main/bin.ts', import.meta.url))
const OWNER = { username: 'Ada', password: 'a long password' }
const PORT = 4040
const skip = lackingNamespaces() || lacking('mpv', 'setpriv')
/** It sounds on through these. */
const SHORT_CUTS_MS = [2_000, 10_000]
/** `npm run explore -- agent-cuts --rounds 1` waits as long as it takes, once: longer than its right to sound, and than its presence. */
const LONG_CUT_MS = 120_000
const LONG_PAUSE_MS = 600_000
/** A busy machine starts players slowly. */
const WITHIN_MS = 60_000
const TRACK_MS = 3_000_000
/** The hub corrects a timeline that is further off; so far is what was read one after the other. */
const SHOWN_WITHIN_MS = 1_500
const AN_HOUR_AHEAD = '--import=data:text/javascript,const{now}=Date;Date.now=()=>now()+3600000'

test('[AG74] [P15] its clock is an hour off and its cable is cut for a while: what is shown is what its mpv does, and what was wanted', {
  skip,
  timeout: 240_000 + (explores ? LONG_CUT_MS + LONG_PAUSE_MS : 0),
}, async () => {
  await using house = await cuttableHouse()
  const { network, phone, deviceId, mpv } = house
  const isAsShown = async (playState: 'playing' | 'paused') => {
    const [isPaused, seconds, session] = await Promise.all([
      mpv.get('pause'),
      mpv.get('time-pos'),
      phone.session(),
    ])
    const offMs = Math.abs(Number(seconds) * 1_000 - session.positionMs)
    const isSo = session.playState === playState && session.activeDeviceId === deviceId
    return isSo && isPaused === (playState === 'paused') && offMs < SHOWN_WITHIN_MS
  }
  const plays = (what: string) => until(what, () => isAsShown('playing'), WITHIN_MS)
  await plays('it plays')

  for (const cutMs of SHORT_CUTS_MS) {
    await network.cut('kitchen', 'silent')
    await wait(cutMs)
    assert.equal(await mpv.get('pause'), false, `it sounds on after ${cutMs} ms`)
    await network.restore('kitchen')
    await plays(`it plays after ${cutMs} ms`)
  }
  await phone.send({ type: 'session.pause' })
  await until('it is paused', () => isAsShown('paused'), WITHIN_MS)
  if (explores) await wait(LONG_PAUSE_MS)
  await phone.send({ type: 'session.play' })
  await plays('it goes on after the pause')
  if (!explores) return

  await network.cut('kitchen', 'silent')
  await wait(LONG_CUT_MS)
  assert.equal(await mpv.get('pause'), true)
  const lost = await phone.session()
  assert.deepEqual([lost.playState, lost.failover?.reason], ['paused', 'speaker-lost'])
  await network.restore('kitchen')
  await until(
    'it is there again',
    async () => (await phone.devices()).some(({ online }) => online),
    WITHIN_MS,
  )
  assert.deepEqual([await mpv.get('pause'), (await phone.session()).playState], [true, 'paused'])
  await phone.send({ type: 'session.play' })
  await plays('it goes on when it is asked to')
})

/** A hub, a phone that controls, and an agent with a real mpv that plays, each on a host of its own. */
async function cuttableHouse() {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-cuts-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  await makeMusic(join(folder, 'music'), [{ title: 'Long', durationMs: TRACK_MS }])
  const network = made.use(await makeNetwork({ hosts: ['hub', 'phone', 'kitchen'] }))
  const { PATH = '', HOME = '' } = process.env
  const owner = { BATON_OWNER: OWNER.username, BATON_OWNER_PASSWORD: OWNER.password }
  const quiet = { BATON_LOG: 'warn', BATON_MDNS: 'off', BATON_MQTT_PORT: 'off' }
  const where = ['--music', join(folder, 'music'), '--data', join(folder, 'data'), '--port', String(PORT)]
  const hub = network.run('hub', process.execPath, ['--disable-warning=ExperimentalWarning', HUB, ...where], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH, HOME, ...owner, ...quiet },
  })
  await once(hub.stdout ?? hub, 'data')
  hub.stdout?.resume()
  const way = made.use(await reach(network, { from: 'phone', to: 'hub', port: PORT }))
  const token = await signedIn(way.url, OWNER)
  const phone = connect({ baseUrl: way.url, token: () => token })
  await phone.readMe()
  const { trackId } = await until('the music is known', async () => {
    return (await phone.library.tracks({ limit: 1 })).items[0]
  })

  const silent = join(folder, 'mpv')
  const ipc = join(folder, 'ipc')
  // The test asks it too, beside the agent.
  const words = `case "$*" in *ipc-client*) set -- --input-ipc-server=${ipc} "$@";; esac\nexec mpv --ao=null "$@"`
  await writeFile(silent, `#!/bin/sh\n${words}\n`, { mode: 0o700 })
  const agent = made.use(
    await startAgent({
      name: 'Kitchen',
      baseUrl: `http://${network.address('hub')}:${PORT}`,
      folder,
      on: network.commandOn('kitchen'),
      env: { NODE_OPTIONS: AN_HOUR_AHEAD },
      args: ['--mpv', silent],
    }),
  )
  await letIn(agent, phone)
  const [device] = await phone.devices()
  assert.ok(device)
  const { deviceId } = device
  await phone.send({ type: 'session.choose-speaker', deviceId })
  await phone.send({ type: 'queue.enqueue', source: { trackIds: [trackId] }, at: 'now' })
  const mpv = made.use(await askMpv(ipc))
  const kept = made.move()
  return { network, phone, deviceId, mpv, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
