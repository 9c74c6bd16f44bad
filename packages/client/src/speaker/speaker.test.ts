import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceId, entryAt, SESSION } from '../../../testing/src/domain/household.ts'
import { inTime, kinds, near, playingOn } from '../../../testing/src/speakers/simulation-checks.ts'
import { simulation } from '../../../testing/src/speakers/speaker-simulation.ts'

const session = { sessionId: SESSION } as const

test('[P1] pausing and playing elsewhere silences and sounds the speaker, and both agree where the music is', async () => {
  await using on = simulation(['kitchen'])
  const { sound } = await playingOn(on, 'kitchen')
  await on.advance(10_000)
  on.ask({ type: 'session.pause', ...session })
  await on.advance(100)
  assert.equal(sound.isHeard, false)
  assert.ok(near(sound.positionMs(), on.session().timeline.positionMs, 60))
  on.ask({ type: 'session.play', ...session })
  await on.advance(1_000)
  assert.equal(sound.isHeard, true)
  inTime(on, sound, 120)
})

test('[P2] a seek elsewhere moves the sound there', async () => {
  await using on = simulation(['kitchen'])
  const { sound } = await playingOn(on, 'kitchen')
  await on.advance(3_000)
  on.ask({ type: 'session.seek', ...session, positionMs: 90_000 })
  await on.advance(2_000)
  assert.ok(near(sound.positionMs(), 92_000, 100), `is at ${sound.positionMs()}`)
  inTime(on, sound, 60)
})

test('[P2] a seek while paused moves the place from which it will sound', async () => {
  await using on = simulation(['kitchen'])
  const { sound } = await playingOn(on, 'kitchen')
  on.ask({ type: 'session.pause', ...session })
  await on.advance(500)
  on.ask({ type: 'session.seek', ...session, positionMs: 50_000 })
  await on.advance(500)
  assert.equal(sound.positionMs(), 50_000)
  on.ask({ type: 'session.play', ...session })
  await on.advance(500)
  assert.equal(sound.heard.at(-1)?.positionMs, 50_000)
})

test('[P5] handing over: one is silent before the other is heard, at the very position', async () => {
  await using on = simulation(['kitchen', 'study'], { loadMs: 150, latencyMs: 40 })
  const kitchen = await playingOn(on, 'kitchen')
  const study = on.player('study')
  await on.advance(20_000)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(3_000)
  const left = kitchen.sound.heard.at(-1)
  const came = study.sound.heard.at(-1)
  assert.ok(left?.until && came)
  const gapMs = came.from - left.until
  assert.ok(gapMs >= 0, 'they were heard together')
  assert.ok(gapMs < 150, `silence of ${gapMs} ms`)
  const leftAt = left.positionMs + (left.until - left.from)
  assert.ok(near(came.positionMs, leftAt, 20), `${came.positionMs} after ${leftAt}`)
  assert.equal(on.session().handOver, null)
  assert.equal(on.session().activeDeviceId, deviceId('study'))
  inTime(on, study.sound, 60)
  assert.deepEqual(kinds(study).slice(0, 2), ['ready', 'sounding'])
  assert.ok(kinds(kitchen).includes('silenced'))
})

test('[P5] what the former speaker had handed on is heard to its end before the new one begins', async () => {
  await using on = simulation(['kitchen', 'study'], { loadMs: 150, latencyMs: 0 })
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.sound.afterglowMs = 120
  const study = on.player('study')
  await on.advance(20_000)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(3_000)
  const [left, came] = [kitchen.sound.heard.at(-1), study.sound.heard.at(-1)]
  assert.ok(left?.until && came)
  const gapMs = came.from - left.until
  assert.ok(gapMs >= 120 && gapMs < 270, `it began after ${gapMs} ms`)
  assert.equal(on.session().activeDeviceId, deviceId('study'))
})

test('[P5] where nothing was handed on, nothing is waited for', async () => {
  await using on = simulation(['kitchen', 'study'], { loadMs: 150, latencyMs: 0 })
  const kitchen = on.player('kitchen')
  kitchen.sound.afterglowMs = 2_000
  kitchen.sound.loadMs = 60_000
  on.ask({ type: 'session.play', ...session }, 'kitchen')
  await on.advance(1_000)
  const since = on.clock.now()
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(1_500)
  const came = on.player('study').sound.heard.at(-1)
  assert.equal(kitchen.sound.heard.length, 0)
  assert.ok(came && came.from - since < 1_000, `it began after ${came && came.from - since} ms`)
})

test('[P5] the offered device loads in silence while the other one goes on', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  on.player('study').sound.loadMs = 1_000
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(900)
  assert.equal(kitchen.sound.isHeard, true)
  assert.notEqual(on.player('study').sound.source, null)
  assert.equal(on.player('study').sound.heard.length, 0)
})

test('[P6] a speaker does not begin before the former one has said that it is silent', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  const study = on.player('study')
  await on.advance(10_000)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(20)
  kitchen.cut()
  await on.advance(60_000)
  assert.equal(study.sound.heard.length, 0)
  assert.equal(on.session().activeDeviceId, deviceId('kitchen'))
})

test('[P6] [H24] where somebody said now, the former speaker is waited for 300 ms, and no longer', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  const study = on.player('study')
  await on.advance(10_000)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study'), now: true })
  await on.advance(20)
  kitchen.cut()
  const since = on.clock.now()
  await on.advance(2_000)
  const came = study.sound.heard.at(-1)
  assert.ok(came, 'it never sounded')
  assert.ok(near(came.from - since, 340, 80), `after ${came.from - since} ms`)
  inTime(on, study.sound, 80)
})

test('[P9] a speaker that is paused says that it is silent, once, so that another need not wait for it', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(2_000)
  on.ask({ type: 'session.pause', ...session })
  await on.advance(500)
  assert.equal(kinds(kitchen).filter((kind) => kind === 'silenced').length, 1)
  assert.deepEqual(on.session().unsilenced, [])
  kitchen.cut()
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  on.ask({ type: 'session.play', ...session })
  await on.advance(500)
  assert.equal(on.player('study').sound.isHeard, true)
})

test('[P9] one that was paused while nothing reached it is waited for until it is silent by itself', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(2_000)
  kitchen.cut()
  on.ask({ type: 'session.pause', ...session })
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  on.ask({ type: 'session.play', ...session })
  await on.advance(40_000)
  const [left] = kitchen.sound.heard
  const [came] = on.player('study').sound.heard
  assert.ok(left?.until && came, 'the one fell silent, and the other was heard')
  assert.ok(came.from >= left.until, 'both were heard')
  assert.equal(on.player('study').sound.isHeard, true)
})

test('[P28] [H25] a new speaker that the hub does not hear is silent before the former one goes on', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  const study = on.player('study')
  await on.advance(10_000)
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  while (on.session().activeDeviceId !== deviceId('study')) await on.advance(5)
  study.mute()
  await on.advance(6_000)
  const [came] = study.sound.heard
  const back = kitchen.sound.heard.at(-1)
  assert.ok(came?.until && back, 'the one fell silent, and the other went on')
  assert.ok(back.from >= came.until, 'both were heard')
  assert.equal(kitchen.sound.isHeard, true)
})

test('[P7] a device that may not sound says so at once, and the other one goes on', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  const study = on.player('study')
  study.sound.block()
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(100)
  assert.deepEqual(kinds(study), ['blocked'])
  assert.equal(on.session().offer, null)
  assert.equal(kitchen.sound.isHeard, true)
})

test('[P8] a speaker that is given the sound back goes on where the music stopped', async () => {
  await using on = simulation(['kitchen', 'study'])
  const kitchen = await playingOn(on, 'kitchen')
  const study = on.player('study')
  await on.advance(10_000)
  study.sound.latencyMs = 60_000
  on.ask({ type: 'session.choose-speaker', ...session, deviceId: deviceId('study') })
  await on.advance(1_000)
  assert.equal(kitchen.sound.isHeard, false)
  await on.advance(3_000)
  assert.equal(on.session().activeDeviceId, deviceId('kitchen'))
  assert.equal(kitchen.sound.isHeard, true)
  const [first, again] = kitchen.sound.heard.slice(-2)
  assert.ok(first?.until && again)
  assert.ok(near(again.positionMs, first.positionMs + first.until - first.from, 30))
  assert.equal(study.sound.heard.length, 0)
})

for (const gapless of [false, true]) {
  const engine = gapless ? 'a gapless engine' : 'an engine with one source at a time'
  test(`[P10] between tracks ${engine} waits for nothing, even while the hub is away`, async () => {
    await using on = simulation(['kitchen'], { gapless })
    const kitchen = await playingOn(on, 'kitchen')
    on.ask({ type: 'session.seek', ...session, positionMs: 195_000 })
    await on.advance(1_000)
    kitchen.cut()
    await on.advance(6_000)
    const [, before, after] = kitchen.sound.heard
    assert.ok(before?.until && after, 'it did not move on')
    assert.ok(after.from - before.until <= 25, `a gap of ${after.from - before.until} ms`)
    kitchen.mend()
    await on.advance(10_000)
    assert.equal(on.session().current?.entryId, entryAt(on.household(), 1))
    assert.equal(kitchen.sound.isHeard, true)
    assert.equal(kitchen.sound.heard.length, 3, 'the hub disturbed it')
    inTime(on, kitchen.sound, 400)
  })
}

test('[P10] the engine is told of which track each source is, also of the announced one', async () => {
  await using on = simulation(['kitchen'])
  const { sound } = await playingOn(on, 'kitchen')
  const { current, next } = on.session()
  assert.ok(current && next)
  assert.equal(sound.source?.track?.trackId, current.trackId)
  assert.equal(sound.prepared?.track?.trackId, next.trackId)
  on.ask({ type: 'session.next', ...session })
  await on.advance(500)
  assert.equal(sound.source?.track?.trackId, next.trackId)
})

test('[P10] the last entry ends in silence, and the hub knows', async () => {
  await using on = simulation(['kitchen'], { tracks: 1 })
  const { sound } = await playingOn(on, 'kitchen')
  await on.advance(201_000)
  assert.equal(sound.isHeard, false)
  assert.equal(on.session().playState, 'stopped')
})

test('[P11] with repeat one the same entry sounds again, once each time', async () => {
  await using on = simulation(['kitchen'], { tracks: 2 })
  on.ask({ type: 'session.set-options', ...session, repeatMode: 'one' })
  const { sound } = await playingOn(on, 'kitchen')
  await on.advance(450_000)
  assert.equal(sound.heard.length, 3)
  assert.equal(on.session().current?.entryId, entryAt(on.household(), 0))
  inTime(on, sound, 400)
})

test('[P12] next and jump are followed within a moment', async () => {
  await using on = simulation(['kitchen'])
  const { sound } = await playingOn(on, 'kitchen')
  on.ask({ type: 'session.next', ...session })
  await on.advance(200)
  assert.equal(sound.isHeard, true)
  assert.match(sound.source?.key ?? '', new RegExp(entryAt(on.household(), 1)))
  on.ask({ type: 'session.jump', ...session, entryId: entryAt(on.household(), 3) })
  await on.advance(200)
  assert.match(sound.source?.key ?? '', new RegExp(entryAt(on.household(), 3)))
  inTime(on, sound, 80)
})

test('[P16] while it sounds it says every 5 s where it is, and sooner when it drifts', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(20_500)
  const calm = kinds(kitchen).filter((kind) => kind === 'progress').length
  assert.ok(calm === 3 || calm === 4, `${calm} reports in 20 s`)
  kitchen.sound.drift(1.2)
  await on.advance(10_000)
  inTime(on, kitchen.sound, 700)
  assert.equal(kitchen.sound.heard.length, 2, 'the sound was disturbed to correct a timeline')
})

test('[P17] a stall is said, and the timeline waits for the sound', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(5_000)
  kitchen.sound.stall()
  await on.advance(3_000)
  assert.ok(kinds(kitchen).includes('stalled'))
  assert.equal(on.session().timeline.rate, 0)
  kitchen.sound.resume()
  await on.advance(1_000)
  assert.equal(on.session().timeline.rate, 1)
  inTime(on, kitchen.sound, 60)
})

test('[P17] a stall with a reason of its own is said at once, with the reason', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(5_000)
  kitchen.sound.stall('player-gone')
  await on.advance(100)
  const said = kitchen.reports.filter(({ event }) => event === 'stalled')
  assert.deepEqual(
    said.map(({ reason }) => reason),
    ['player-gone'],
  )
})

test('[P18] a file that cannot be played is tried once more, then skipped', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  kitchen.sound.fail('source')
  await on.advance(1_000)
  assert.equal(on.session().current?.entryId, entryAt(on.household(), 0))
  assert.equal(kitchen.sound.isHeard, true)
  kitchen.sound.latencyMs = 400
  for (const _ of [1, 2]) {
    kitchen.sound.fail('source')
    await on.advance(420)
  }
  await on.advance(1_000)
  assert.ok(kinds(kitchen).includes('failed'))
  assert.equal(on.session().current?.entryId, entryAt(on.household(), 1))
})

test('[P18] bytes that do not come are asked for again, from where the music stood', async () => {
  await using on = simulation(['kitchen'])
  const kitchen = await playingOn(on, 'kitchen')
  await on.advance(30_000)
  const stoodAt = kitchen.sound.positionMs()
  kitchen.sound.fail('network')
  await on.advance(2_000)
  assert.equal(kitchen.sound.isHeard, true)
  assert.ok(near(kitchen.sound.heard.at(-1)?.positionMs ?? 0, stoodAt, 30))
  assert.equal(on.session().current?.entryId, entryAt(on.household(), 0))
  inTime(on, kitchen.sound, 60)
})

test('[P19] refused by the platform it says so, and sounds after a touch', async () => {
  await using on = simulation(['laptop'])
  const laptop = on.player('laptop')
  laptop.sound.block()
  on.ask({ type: 'session.play', ...session }, 'laptop')
  await on.advance(1_000)
  assert.ok(kinds(laptop).includes('blocked'))
  assert.equal(on.session().playState, 'paused')
  assert.equal(laptop.speaker.condition.get(), 'locked')
  laptop.sound.unlock()
  const told = laptop.speaker.unlocked()
  await on.advance(100)
  await told
  assert.equal(laptop.speaker.condition.get(), 'paused')
})

test('[P20] volume and mute of this device are followed', async () => {
  await using on = simulation(['kitchen'])
  const { sound } = await playingOn(on, 'kitchen')
  on.ask({ type: 'session.set-volume', ...session, volume: 30, muted: true })
  await on.advance(100)
  assert.deepEqual(sound.volume, { volume: 30, muted: true })
})

test('[P21] a device that is not the active one never sounds, whatever is asked', async () => {
  await using on = simulation(['kitchen', 'study'])
  await playingOn(on, 'kitchen')
  for (const type of [
    'session.next',
    'session.pause',
    'session.play',
    'session.prev',
    'session.stop',
  ] as const) {
    on.ask({ type, ...session })
    await on.advance(300)
  }
  assert.equal(on.player('study').sound.heard.length, 0)
  assert.deepEqual(kinds(on.player('study')), [])
})
