import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { installLine } from '@baton/protocol'
import { lacking } from '../../machine/child.ts'
import { bareMachine } from '../../worlds/bare-machine.ts'
import { until } from '../../worlds/hub-process-world.ts'
import { ALBUM, LoudspeakerHouse } from '../../worlds/loudspeaker-house.ts'
import { heardAt } from './assert-heard.ts'

const skip = lacking('mpv', 'pulseaudio', 'parec', 'pactl', 'flac', 'setpriv', 'curl')
const UNIT = 'baton-agent.service'

test('[IN1] [IN3] [IN5] the line installs, pairs and plays; run again it upgrades; and it takes everything away again', {
  skip,
  timeout: 180_000,
}, async () => {
  await using house = await LoudspeakerHouse.build([])
  const { phone, pulse } = house
  await using machine = await bareMachine({ env: pulse.env('kitchen') })
  const { installerSha256 } = await phone.agentInstaller()
  const line = installLine(house.baseUrl, installerSha256)
  assert.match(line, new RegExp(installerSha256))

  const typed = machine.type(`${line} --name kitchen`)
  assert.equal(await typed.code, 0, typed.said())
  const code = /and type {2}(\S+)/.exec(typed.said())?.[1] ?? ''
  await phone.account.decideLink(code, 'approve')
  await until('it is among the devices', async () =>
    (await phone.devices()).some(({ name }) => name === 'kitchen'),
  )
  const deviceId = await house.deviceOf('kitchen')
  const take = pulse.record()
  await house.playIn('kitchen')
  await until('it sounds', async () => (await phone.session()).positionMs > 1_000, 40_000)
  await wait(1_000)
  const atMs = take.positionMs()
  assert.equal(heardAt((await take.stop()).kitchen, atMs - 500)?.track, ALBUM[0].id)

  const first = machine.units.pidOf(UNIT)
  const again = machine.type(line)
  assert.equal(await again.code, 0, again.said())
  assert.match(again.said(), /The loudspeaker runs/)
  assert.ok(machine.units.isEnabled(UNIT))
  assert.notEqual(machine.units.pidOf(UNIT), first)
  assert.match((await machine.read('.local/share/baton-agent/settings')) ?? '', /^BATON_NAME="kitchen"$/m)
  assert.deepEqual(
    (await phone.devices()).map((device) => device.deviceId),
    [deviceId],
  )

  const gone = machine.type(`${line} --uninstall`)
  assert.equal(await gone.code, 0, gone.said())
  assert.equal(machine.units.pidOf(UNIT), null)
  assert.equal(machine.units.isEnabled(UNIT), false)
  for (const path of [
    '.local/share/baton-agent/settings',
    '.baton-agent/credential.json',
    `.config/systemd/user/${UNIT}`,
  ])
    assert.equal(await machine.read(path), null, path)
})
