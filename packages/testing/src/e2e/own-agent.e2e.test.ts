import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from '@baton/client'
import { lacking } from '../machine/child.ts'
import { freePort } from '../machine/ports.ts'
import { type HubRun, runHub } from '../worlds/hub-process.ts'
import { HUB_OWNER, signedIn, until } from '../worlds/hub-process-world.ts'

const skip = lacking('setpriv')

test('[IN6] [IN7] the machine of the hub is a loudspeaker once there is an owner, as one device over restarts, and ends with the hub', {
  skip,
  timeout: 180_000,
}, async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-own-agent-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const music = join(folder, 'music')
  await mkdir(music)
  const port = String(await freePort())
  const where = ['--data', join(folder, 'data'), '--music', music, '--host', '127.0.0.1', '--port', port]
  const start = async () => {
    const hub = runHub([...where, '--log', 'warn', '--with-agent'])
    made.defer(async () => void (await hub.end('SIGKILL')))
    return { hub, baseUrl: await hub.listening() }
  }

  const first = await start()
  const link = await until('it shows its link', async () => /setup\?code=(\S+)/.exec(first.hub.stdout()))
  assert.deepEqual(childrenOf(first.hub), [])
  await connect({ baseUrl: first.baseUrl }).createOwner({ ...HUB_OWNER, code: link[1] ?? '' })
  const accessToken = await signedIn(first.baseUrl)
  const owner = connect({ baseUrl: first.baseUrl, token: () => accessToken })
  const agents = async () => (await owner.devices()).filter(({ kind }) => kind === 'agent')
  const [device] = await until(
    'it is a device',
    async () => {
      const found = await agents()
      return found.length > 0 && found
    },
    60_000,
  )
  const [pid = 0] = childrenOf(first.hub)

  await first.hub.end('SIGKILL')
  await until('it ends with the hub', async () => !existsSync(`/proc/${pid}/exe`))
  const second = await start()
  await until('it is back', async () => (await agents())[0]?.lastSeen !== device?.lastSeen, 60_000)
  assert.deepEqual(
    (await agents()).map(({ deviceId }) => deviceId),
    [device?.deviceId],
  )
  const [again = 0] = childrenOf(second.hub)
  process.kill(again, 'SIGKILL')
  const third = await until('another one runs', async () =>
    childrenOf(second.hub).find((child) => child !== again),
  )
  const { code } = await second.hub.end('SIGTERM')
  assert.equal(code, 0)
  assert.equal(existsSync(`/proc/${third}/exe`), false)
})

/** The processes that it has started. */
function childrenOf({ child }: HubRun): readonly number[] {
  return readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
}
