import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { listen } from '@baton/testing/contracts/player'
import { lacking } from '@baton/testing/machine/child'
import { makeMusic } from '@baton/testing/music/coded-albums'
import { serveSounds } from '@baton/testing/music/serve-sounds'
import { startPulse } from '@baton/testing/recordings/pulse-audio'
import { until } from '@baton/testing/worlds/hub-process-world'
import { DEAD_MAN_SCRIPT } from './dead-man-script.ts'
import { mpvPlayer } from './mpv-player.ts'

const skip = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'setpriv')

test('[AG13] a sound card that goes while it sounds locks it, no source is blamed, and when one is back it can sound', {
  skip,
  timeout: 60_000,
}, async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-card-'))
  made.defer(() => rm(folder, { recursive: true }))
  await makeMusic(folder, [{ title: 'long', durationMs: 60_000 }])
  const server = made.use(await serveSounds(folder))
  const card = join(folder, 'card')
  const env = { ...process.env, PULSE_SERVER: `unix:${card}`, PULSE_SINK: 'card-a' }
  const plugIn = async () => {
    const pulse = await startPulse({ sinks: ['card-a'] })
    await rm(card, { force: true })
    await symlink(pulse.env('card-a').PULSE_SERVER?.slice('unix:'.length) ?? '', card)
    return pulse
  }
  const first = await plugIn()
  const deadMan = join(folder, 'dead-man.lua')
  await writeFile(deadMan, DEAD_MAN_SCRIPT)
  const player = made.use(mpvPlayer({ command: 'mpv', deadMan, options: ['--ao=pulse'], env }))
  const told = listen(player)
  player.load({ key: 'a', url: server.url('long.wav') }, { positionMs: 0 })
  player.play()
  const { positionMs } = await told.first('playing', 'a')
  await until('it is in the middle', async () => player.positionMs() > positionMs + 1_000)
  await first[Symbol.asyncDispose]()
  await told.first('blocked', 'a')
  assert.equal(player.able.get(), false)
  const stood = player.positionMs()
  made.use(await plugIn())
  await until('it is able again', async () => player.able.get())
  player.play()
  const again = await told.nth('playing', 'a', 2)
  assert.ok(Math.abs(again.positionMs - stood) < 500, `at ${again.positionMs} ms instead of ${stood}`)
  assert.deepEqual(
    [...new Set(told.types())].filter((type) => type === 'failed' || type === 'ended'),
    [],
  )
})
