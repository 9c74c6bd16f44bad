import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceId, SESSION } from '../../../testing/src/domain/household.ts'
import { inTime, kinds, near, playingOn } from '../../../testing/src/speakers/simulation-checks.ts'
import { simulation } from '../../../testing/src/speakers/speaker-simulation.ts'

const session = { sessionId: SESSION } as const

test('[P15] a second before its right to sound lapses a speaker falls silent, and it comes back with the hub', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(9_000)
  kitchen.cut()
  await on.advance(23_000)
  assert.equal(kitchen.sound.isHeard, true, 'silent too early')
  await on.advance(7_000)
  assert.equal(kitchen.sound.isHeard, false, 'it sounds without the right to')
  const stoodAt = kitchen.sound.positionMs()
  kitchen.mend()
  await on.advance(2_000)
  assert.equal(kitchen.sound.isHeard, true)
  assert.ok(near(kitchen.sound.heard.at(-1)?.positionMs ?? 0, stoodAt, 300))
  await on.advance(5_000)
  inTime(on, kitchen.sound, 400)
})

test('[P15] a speaker whose sound was moved away meanwhile stays silent when the hub is back', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.cut()
  await on.advance(35_000)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(1_000)
  const times = kitchen.sound.heard.length
  kitchen.mend()
  await on.advance(5_000)
  assert.equal(kitchen.sound.heard.length, times)
  assert.equal(on.player('study').sound.isHeard, true)
})

test('[P13] it sends a heartbeat every 10 s, sounding or not', async () => {
  await using on = simulation(['kitchen', 'study'])
  await playingOn(on, 'kitchen')
  await on.advance(30_500)
  assert.equal(on.player('kitchen').heartbeats(), 4)
  assert.equal(on.player('study').heartbeats(), 4)
})

test('[P14] what was missed is not played over again: only what is true in the end counts', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(5_000)
  kitchen.cut()
  await on.advance(500)
  on.ask({ type: 'session.pause', ...session })
  await on.advance(500)
  on.ask({ type: 'session.seek', ...session, positionMs: 60_000 })
  on.ask({ type: 'session.play', ...session })
  await on.advance(500)
  const times = kitchen.sound.heard.length
  kitchen.mend({ replay: true })
  await on.advance(2_000)
  assert.equal(kitchen.sound.isHeard, true)
  assert.equal(kitchen.sound.heard.length, times + 1, 'it went through what was over')
  inTime(on, kitchen.sound, 400)
})

test('[P14] a speaker that had the music in between, while nothing reached it, stays silent', async () => {
  await using on = simulation(['kitchen', 'study'])
  await playingOn(on, 'kitchen')
  const study = on.player('study')
  await on.advance(1_000)
  study.cut()
  on.ask({ type: 'session.pause', ...session })
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  on.ask({ type: 'session.play', ...session })
  on.ask({ type: 'session.pause', ...session })
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('kitchen') })
  study.mend({ replay: true })
  await on.advance(3_000)
  assert.equal(study.sound.heard.length, 0)
  assert.deepEqual(kinds(study), ['silenced'])
})

test('[P15] hearing the hub is not enough: a speaker that the hub does not answer falls silent', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.mute()
  for (let seconds = 0; seconds < 34; seconds += 2) {
    on.ask({ type: 'session.set-options', ...session, shuffle: seconds % 4 === 0 })
    await on.advance(2_000)
  }
  assert.equal(kitchen.sound.isHeard, false)
})

test('[P15] a speaker that wakes from sleep is silent before anything else', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.mute()
  on.clock.sleep(40_000)
  await on.advance(300)
  assert.equal(kitchen.sound.isHeard, false)
})

test('[P15] a speaker that wakes after the music was moved away does not sound, even while its stream seems alive', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.mute()
  kitchen.deafen({ noticed: false })
  on.clock.sleep(40_000)
  await on.advance(300)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(1_000)
  const times = kitchen.sound.heard.length
  kitchen.unmute()
  await on.advance(20_000)
  assert.equal(on.session().activeDeviceId, deviceId('study'))
  assert.equal(kitchen.sound.isHeard, false)
  assert.equal(kitchen.sound.heard.length, times)
})

test('[P15] a speaker that wakes after a pause elsewhere does not sound, even while its stream seems alive', async () => {
  await using on = simulation(['kitchen'], { latencyMs: 1 })
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.mute()
  kitchen.deafen({ noticed: false })
  on.clock.sleep(40_000)
  await on.advance(300)
  on.ask({ type: 'session.pause', ...session })
  const times = kitchen.sound.heard.length
  kitchen.unmute()
  await on.advance(20_000)
  assert.equal(kitchen.sound.heard.length, times)
  assert.equal(kitchen.speaker.condition.get(), 'paused')
})

test('[P15] with the stream and all requests at work again, a speaker goes on by itself', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.mute()
  await on.advance(32_000)
  assert.equal(kitchen.sound.isHeard, false)
  kitchen.unmute()
  await on.advance(12_000)
  assert.equal(kitchen.sound.isHeard, true)
  inTime(on, kitchen.sound, 400)
})

test('[P15] being heard is not enough: a speaker that has heard nothing for 29 s falls silent', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.deafen({ noticed: true })
  await on.advance(28_000)
  assert.equal(kitchen.sound.isHeard, true, 'silent too early')
  await on.advance(2_000)
  assert.equal(kitchen.sound.isHeard, false)
  await on.advance(30_000)
  assert.equal(kitchen.sound.isHeard, false)
  kitchen.mend()
  await on.advance(1_000)
  assert.equal(kitchen.sound.isHeard, true)
})

for (const noticed of [false, true]) {
  const stream = noticed ? 'it knows to be away' : 'is dead without its knowing'
  test(`[P22] a speaker whose stream ${stream} learns from a refused report that the music is elsewhere`, async () => {
    await using on = simulation(['kitchen', 'study'])
    const kitchen = await playingOn(on, 'kitchen')
    kitchen.deafen({ noticed })
    on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study'), now: true })
    await on.advance(6_000)
    assert.equal(kitchen.sound.isHeard, false)
    assert.equal(kitchen.speaker.condition.get(), 'idle')
    assert.equal(on.player('study').sound.isHeard, true)
    assert.equal(on.session().activeDeviceId, deviceId('study'))
  })
}

test('[P22] a speaker whose stream is dead learns from an answer that somebody has paused', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.deafen({ noticed: false })
  on.ask({ type: 'session.pause', ...session })
  await on.advance(8_000)
  assert.equal(kitchen.sound.isHeard, false)
  assert.equal(on.session().playState, 'paused')
})

test('[P23] a speaker that the hub has forgotten introduces itself again, and plays when it is asked to', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  on.ask({ type: 'device.remove', deviceId: deviceId('kitchen') })
  await on.advance(300)
  assert.equal(kitchen.sound.isHeard, false)
  await on.advance(11_000)
  const back = on.household().devices.find(({ view }) => view.deviceId === deviceId('kitchen'))
  assert.equal(back?.view.name, 'kitchen')
  assert.equal(kitchen.sound.isHeard, false, 'presence started sound')
  assert.equal(kitchen.speaker.condition.get(), 'idle')
  on.ask({ type: 'session.play', ...session }, 'kitchen')
  await on.advance(1_000)
  assert.equal(kitchen.sound.isHeard, true)
  inTime(on, kitchen.sound, 120)
})

test('[P23] a speaker that is not taken back falls silent, says so, and keeps no reports', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.deafen({ noticed: false })
  kitchen.refuse()
  on.ask({ type: 'device.remove', deviceId: deviceId('kitchen') })
  await on.advance(11_000)
  assert.equal(kitchen.sound.isHeard, false)
  assert.equal(kitchen.speaker.condition.get(), 'removed')
  assert.deepEqual(
    JSON.parse(kitchen.storage.getItem(`baton.reports.${deviceId('kitchen')}`) ?? '{}').kept,
    [],
  )
})

test('[P23] [P5] the word that it is silent, which still waits for its sound to end, is not said for a device that is gone', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.sound.afterglowMs = 14_000
  on.ask({ type: 'session.pause', ...session })
  await on.advance(300)
  kitchen.refuse()
  on.ask({ type: 'device.remove', deviceId: deviceId('kitchen') })
  await on.advance(11_000)
  assert.equal(kitchen.speaker.condition.get(), 'removed')
  await on.advance(10_000)
  const { kept } = JSON.parse(kitchen.storage.getItem(`baton.reports.${deviceId('kitchen')}`) ?? '{}')
  assert.deepEqual(kept, [])
})
