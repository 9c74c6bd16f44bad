import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lacking } from '../machine/child.ts'
import { freePort } from '../machine/ports.ts'
import { letIn, startAgent } from '../worlds/agent-process.ts'
import { ask } from '../worlds/http-world.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const skip = lacking('mpv', 'setpriv', 'mkfifo')
const TAG = '04a1b2c3'

test('[BX20] [BX21] [BX22] [BX23] [BX24] [BX26] cut off, a box plays the tag that is put on it; then the hub knows what, and where', {
  skip,
  timeout: 240_000,
}, async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-box-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const world = made.use(
    await HubProcessWorld.build({
      tracks: [8_000, 200_000].map((durationMs, nth) => ({ title: `${nth}`, durationMs })),
    }),
  )
  const [silent, reader] = [join(folder, 'mpv'), join(folder, 'reader')]
  await writeFile(silent, '#!/bin/sh\nexec mpv --ao=null "$@"\n', { mode: 0o700 })
  execFileSync('mkfifo', [reader])
  const buttons = await freePort()
  const agent = made.use(
    await startAgent({
      name: 'Box',
      baseUrl: world.baseUrl,
      folder,
      args: ['--mpv', silent, '--box', '--tag-reader', reader, '--buttons', String(buttons)],
    }),
  )
  const owner = await world.client()
  await letIn(agent, owner)
  const listed = await owner.send({
    type: 'playlist.create',
    title: 'Songs',
    source: { trackIds: world.trackIds },
  })
  const { playlistId } = listed.receipt.result
  assert.ok(playlistId)
  await owner.send({ type: 'tag.bind', tagId: TAG as never, target: { playlistId } })
  await until('the music is kept', async () => {
    const kept = await readdir(join(agent.state, 'music')).catch(() => [])
    return world.trackIds.every((trackId) => kept.some((name) => name === trackId))
  })
  const [box] = await owner.boxes.all()
  assert.ok(box)

  await world.hub.end('SIGKILL')
  await until('the box has noticed', async () => agent.output().includes('plays by itself'))
  const line = createWriteStream(reader)
  await new Promise((resolve) => line.end(`${TAG}\n`, () => resolve(null)))
  await until('half of the first track was heard', async () => {
    const plays = await readFile(join(agent.state, 'plays.json'), 'utf8').catch(() => '[]')
    return (JSON.parse(plays) as unknown[]).length === 1
  })
  const pressed = await fetch(`http://127.0.0.1:${buttons}/volume?level=40`, { method: 'POST' })
  assert.equal(pressed.status, 204)

  await world.start()
  const token = await world.token()
  const read = async () => (await ask(world.baseUrl, `/sessions/${box.sessionId}`, { token })).json
  const there = await until(
    'the hub knows where it stands, and it has gone on to the second track',
    async () => {
      const session = await read()
      const { title } = (session.track ?? {}) as { title?: string }
      return title === '1' && session.volume === 40 && session
    },
  )
  assert.deepEqual([there.play_state, there.active_device_uuid], ['playing', box.device.deviceId])
  await until('it sounds on', async () => Number((await read()).position_ms) > 1_000)
  const its = JSON.parse(await readFile(join(agent.state, 'credential.json'), 'utf8')) as {
    readonly accessToken: string
  }
  const { items } = (await ask(world.baseUrl, '/history', { token: its.accessToken })).json as {
    readonly items: readonly { readonly track: { readonly track_id: string } }[]
  }
  assert.deepEqual(
    items.map(({ track }) => track.track_id),
    [world.trackIds[0]],
  )
  await until('everything was told', async () =>
    (await readFile(join(agent.state, 'plays.json'), 'utf8')).startsWith('[]'),
  )
})
