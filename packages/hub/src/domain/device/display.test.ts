import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { DeviceId, DeviceKind, UserId } from '@baton/protocol'
import { checkPresence, registerDevice, updateDevice } from './decide.ts'
import type { Device } from './device.ts'
import { addDisplay, MAX_DISPLAYS, noteDisplay } from './display.ts'
import { PRESENT_FOR_MS } from './presence-times.ts'

const NOW = 1_800_000_000_000
const KEY = 'frame' as DeviceId
const about = (devices: readonly Device[] = []) => ({
  now: NOW,
  userId: 'ada' as UserId,
  freshId: 'fresh',
  devices,
  windowOf: () => null,
})
const add = (deviceId = KEY) =>
  ({ type: 'device.add-display', deviceId, name: 'Hall', model: 'Frame 64', firmware: '1.0' }) as const
const note = (more: object) => ({ type: 'device.note-display', deviceId: KEY, ...more }) as const

describe('displays, as the rules see them', () => {
  test('[DI3] a user has so many, and one that is added again is as it was', () => {
    const one = added()
    const again = addDisplay(add(), about([one]))
    assert.ok('result' in again)
    assert.deepEqual([again.device, again.event], [null, null])
    const many = Array.from({ length: MAX_DISPLAYS }, (_, n) => renamed(one, `frame ${n}` as DeviceId))
    const refused = addDisplay(add(), about(many))
    assert.equal('code' in refused && refused.code, 'display.limit')
    const speaker = { ...one, view: { ...one.view, kind: 'agent' as DeviceKind, display: null } }
    assert.ok('result' in addDisplay(add(), about([...many.slice(1), speaker])))
  })

  test('[DI10] it has no sound, whatever is said of it, and nothing else becomes it', () => {
    const loud = { sound: true, volume: true, gapless: true }
    const update = { type: 'device.update', deviceId: KEY, capabilities: loud } as const
    const { device } = updateDevice(added(), update, NOW, null)
    const { sound, volume, gapless } = device?.view.capabilities ?? loud
    assert.deepEqual([sound, volume, gapless], [false, false, true])
    const refused = registerDevice(
      { type: 'device.register', deviceId: KEY, name: 'Taken', kind: 'browser' },
      about([added()]),
    )
    assert.equal('code' in refused && refused.code, 'auth.forbidden')
  })

  test('[DI11] what it does not say stays as it was, and what it says again changes nothing', () => {
    const first = noteDisplay(added(), note({ online: true, said: { postId: 7, brightness: 30 } }), NOW)
    assert.equal(first.event?.type, 'device.came-online')
    const device = first.device as Device
    const second = noteDisplay(device, note({ said: { postId: 8 } }), NOW + 1)
    assert.equal(second.event?.type, 'device.changed')
    assert.deepEqual(second.device?.view.display, { ...device.view.display, postId: 8 })
    assert.equal(noteDisplay(device, note({ online: true, said: { postId: 7 } }), NOW + 1).event, null)
  })

  test('[DI12] [DI13] it is there and ready until twenty minutes later, or until it says otherwise', () => {
    const { device } = noteDisplay(added(), note({ online: true }), NOW)
    assert.equal(device?.view.health, 'ready')
    assert.ok(device.presentUntil >= NOW + PRESENT_FOR_MS.display)
    assert.equal(PRESENT_FOR_MS.display, 20 * 60_000)
    assert.equal(checkPresence(device, device.presentUntil - 1).event, null)
    assert.equal(checkPresence(device, device.presentUntil).event?.type, 'device.went-offline')
    const left = noteDisplay(device, note({ online: false }), NOW + 1)
    assert.deepEqual([left.event?.type, left.device?.view.health], ['device.went-offline', 'down'])
  })
})

function added(): Device {
  const outcome = addDisplay(add(), about())
  assert.ok('device' in outcome && outcome.device)
  assert.deepEqual([outcome.device.view.online, outcome.device.view.health], [false, 'down'])
  return outcome.device
}

function renamed(device: Device, deviceId: DeviceId): Device {
  return { ...device, view: { ...device.view, deviceId } }
}
