import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect, type Hub, isFailure } from '@baton/client'
import { HubProcessWorld, signedIn, until, WorldDevice } from '../worlds/hub-process-world.ts'

/** A track that no socket's buffers can hold whole. */
const LONG = { title: 'Long', durationMs: 600_000 }
const HEARD_WITHIN_MS = 500

let world: HubProcessWorld
before(async () => {
  world = await HubProcessWorld.build({ tracks: [LONG] })
})
after(() => world[Symbol.asyncDispose]())

test('[H2] [H3] [H4] [H5] a hand-over is offered, taken, committed, silenced and heard, and answered after the commit', async () => {
  const [a, b] = await pair()
  await playOn(a)
  await using plain = await world.plainFollower()
  await until('the plain follower is there', async () => plain.events.length > 0)
  const former = await a.hub.session()

  const { receipt, session } = await (await world.client()).send({
    type: 'session.choose-speaker',
    deviceId: b.deviceId,
  })
  assert.equal(session?.activeDeviceId, b.deviceId)
  assert.equal(session?.speakerEpoch, former.speakerEpoch + 1)
  assert.ok(receipt.result.offerId)
  await until('B is heard alone', async () => b.sound.isHeard && !a.sound.isHeard)
  const completed = await until('it is completed', async () =>
    plain.events.find(({ data }) => data.type === 'session.handover-completed'),
  )

  const types = plain.events.map(({ data }) => data.type).filter((type) => STEPS.includes(String(type)))
  assert.deepEqual(types, STEPS)
  assert.ok(Number(completed.data.gap_ms) < HEARD_WITHIN_MS, `a gap of ${completed.data.gap_ms} ms`)
  assert.ok(Math.abs(Number(completed.data.position_error_ms)) < HEARD_WITHIN_MS)
  const [fell, rose] = [a.sound.heard.at(-1), b.sound.heard.at(-1)]
  assert.ok(fell?.until && rose && rose.from >= fell.until - 50, 'both were heard at once')
  const leftAt = fell.positionMs + (fell.until - fell.from)
  assert.ok(Math.abs(rose.positionMs - leftAt) < HEARD_WITHIN_MS, `from ${leftAt} to ${rose.positionMs}`)
})

test('[T6] the former device’s open response is cut at once, and its address opens nothing any more', async () => {
  const [a, b] = await pair()
  await playOn(a)
  const address = await until('A has its address', async () => a.following.state.get().fileUrl)
  assert.equal((await fetch(address, { method: 'HEAD' })).status, 200)
  const open = await fetch(address)
  const reader = open.body?.getReader()
  assert.equal((await reader?.read())?.done, false)

  await a.hub.send({ type: 'session.choose-speaker', deviceId: b.deviceId })
  await assert.rejects(async () => {
    while (!(await reader?.read())?.done);
  }, 'the whole file came')
  const refused = await fetch(address)
  assert.equal(refused.status, 403)
  assert.equal(((await refused.json()) as { error: { code: string } }).error.code, 'media.ticket-refused')
  const own = await until('B has its own address', async () => b.following.state.get().fileUrl)
  assert.notEqual(own, address)
  assert.equal((await fetch(own, { headers: { range: 'bytes=0-99' } })).status, 206)
})

test('[H6] a device that is not ready in time gets nothing, and the music goes on where it was', async () => {
  const [a, b] = await pair()
  b.sound.loadMs = 60_000
  await playOn(a)
  const former = await a.hub.session()
  const asked = performance.now()
  await assert.rejects(choose(a.hub, b), (error) => isFailure(error, 'handover.unconfirmed'))
  assert.ok(performance.now() - asked < 4_000)
  const now = await a.hub.session()
  assert.deepEqual(
    [now.activeDeviceId, now.speakerEpoch, now.offer, now.timeline],
    [a.deviceId, former.speakerEpoch, null, former.timeline],
  )
  assert.equal(now.fileUrl, former.fileUrl)
  assert.equal(a.sound.isHeard, true)
  assert.equal(b.sound.heard.length, 0)
})

test('[H7] [H16] a device that may not sound yet must be tapped, and takes over after that', async () => {
  const [a, b] = await pair()
  b.sound.block()
  await playOn(a)
  await assert.rejects(choose(a.hub, b), (error) => isFailure(error, 'device.needs-tap'))
  assert.equal(a.sound.isHeard, true)
  // Known as locked now, it is refused without an offer.
  await assert.rejects(choose(a.hub, b), (error) => isFailure(error, 'device.needs-tap'))
  await b.tap()
  await choose(a.hub, b)
  await until('B is heard alone', async () => b.sound.isHeard && !a.sound.isHeard)
})

test('[H12] a plain program that never reports gets the right to sound at once', async () => {
  const [a] = await pair()
  const plain = await world.client()
  const deviceId = await plain.register({ name: 'Script' })
  await playOn(a)
  const asked = performance.now()
  const { session } = await a.hub.send({ type: 'session.choose-speaker', deviceId })
  assert.ok(performance.now() - asked < 1_000)
  assert.equal(session?.activeDeviceId, deviceId)
  await until('A is silent', async () => !a.sound.isHeard)
  const own = await plain.session()
  assert.deepEqual([own.playState, own.activeDeviceId, own.handOver], ['playing', deviceId, null])
  assert.equal((await fetch(own.fileUrl ?? '', { headers: { range: 'bytes=0-99' } })).status, 206)
  await plain.send({ type: 'device.remove', deviceId })
})

test('[H8] a device that takes the music and is not heard gives it back to the one that had it', async () => {
  const [a, b] = await pair()
  b.sound.latencyMs = 60_000
  await playOn(a)
  const { session } = await choose(a.hub, b)
  assert.equal(session?.activeDeviceId, b.deviceId)
  await until('A is silent', async () => !a.sound.isHeard)
  await until('A is heard again', async () => a.sound.isHeard)
  const now = await a.hub.session()
  assert.deepEqual([now.activeDeviceId, now.playState], [a.deviceId, 'playing'])
  assert.equal(now.speakerEpoch, (session?.speakerEpoch ?? 0) + 1)
})

const STEPS = [
  'session.handover-offered',
  'session.speaker-changed',
  'session.speaker-silenced',
  'session.handover-completed',
]

test('[SD6] [SD8] [SD10] one loudspeaker for two people: it sounds for one of them, and the other goes on elsewhere at once', async () => {
  const [kitchen] = await world.newDevices(1)
  assert.ok(kitchen)
  const { deviceId } = kitchen
  // What the loudspeaker itself is told to do is about whom it plays for: SD11.
  const ada = await world.client()
  await ada.readMe()
  await ada.send({ type: 'device.update', deviceId, players: 'everybody' })
  await using phone = await phoneOf('Ben')
  const ben = phone.hub
  const soundsFor = async (hub: Hub) => {
    const { session } = kitchen.following.state.get()
    return kitchen.sound.isHeard && session?.userId === hub.me.get()?.userId && session?.timeline.rate === 1
  }
  const play = (hub: Hub) =>
    hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  await choose(ben, kitchen)
  await play(ben)
  await until('it sounds for Ben', () => soundsFor(ben))
  const before = await ada.send({ type: 'session.pause' })
  await assert.rejects(choose(ada, kitchen), (error) => isFailure(error, 'speaker.in-use'))
  assert.equal(before.session?.activeDeviceId, null)
  await ada.send({ type: 'session.choose-speaker', deviceId, takeOver: true })
  await play(ada)
  await until('it sounds for Ada', () => soundsFor(ada))
  const lost = await until('Ben waits for nobody', async () => {
    const session = await ben.session()
    return !session.unsilenced?.length && session
  })
  assert.deepEqual([lost.playState, lost.failover?.reason], ['paused', 'speaker-taken'])
  await choose(ben, phone)
  await ben.send({ type: 'session.play' })
  await until('Ben hears it on the phone', async () => phone.sound.isHeard)
  assert.equal(kitchen.sound.isHeard, true)
})

test('[SD16] [SD17] Ada’s browser plays for Ben, while its window goes on showing her own session; and hers goes on when it is shared', async () => {
  const [bath] = await world.newDevices(1)
  assert.ok(bath)
  const capabilities = { sound: true, volume: true, unlocked: true, reports: true, shareable: true }
  await using browser = await world.device('Browser', { kind: 'browser', capabilities })
  const ada = browser.hub
  const shows = () => browser.following.state.get().session
  const { deviceId } = browser
  const share = (players: 'everybody' | 'owner') => ada.send({ type: 'device.update', deviceId, players })
  const play = (hub: Hub) =>
    hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  await choose(ada, browser)
  await play(ada)
  await until('it sounds for Ada', async () => browser.sound.isHeard)
  const { source } = browser.sound
  await share('everybody')
  await until(
    'its sound follows by itself',
    async () => browser.hears?.state.get() !== browser.following.state.get(),
  )
  await until('it goes on', async () => browser.sound.isHeard)
  assert.equal(browser.sound.source, source)
  await ada.send({ type: 'session.stop' })
  await until('it is silent', async () => !browser.sound.isHeard)

  await using phone = await phoneOf('Cleo')
  const cleo = phone.hub
  await choose(cleo, browser)
  await play(cleo)
  await until('it sounds for her', async () => browser.sound.isHeard)
  assert.deepEqual(
    [shows()?.userId, shows()?.playState, browser.hears?.state.get().session?.userId],
    [ada.me.get()?.userId, 'stopped', cleo.me.get()?.userId],
  )
  // What Ada does in its window is about her own session.
  await choose(ada, bath)
  await play(ada)
  await until('Ada hears hers in the bath', async () => bath.sound.isHeard)
  assert.deepEqual([browser.sound.isHeard, (await cleo.session()).playState], [true, 'playing'])
  await share('owner')
  await until('it is silent again', async () => !browser.sound.isHeard)
  const withdrawn = await cleo.session()
  assert.deepEqual([withdrawn.playState, withdrawn.failover?.reason], ['paused', 'speaker-withdrawn'])
  await until('it follows hers', async () => browser.hears?.state.get() === browser.following.state.get())
  await choose(ada, browser)
  await until('Ada hears hers there', async () => browser.sound.isHeard && !bath.sound.isHeard)
  await ada.send({ type: 'device.remove', deviceId })
})

/** Somebody else of the household, with a device of their own. */
async function phoneOf(username: string): Promise<WorldDevice> {
  const person = { username, password: 'a long password' }
  const made = await fetch(`${world.baseUrl}/users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await world.token()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...person, role: 'member' }),
  })
  assert.equal(made.status, 201)
  const token = await signedIn(world.baseUrl, person)
  const hub = connect({ baseUrl: world.baseUrl, token: () => token })
  await hub.readMe()
  const capabilities = { sound: true, volume: true, unlocked: true, reports: true }
  const phone = new WorldDevice(
    'Phone',
    hub,
    await hub.register({ name: 'Phone', kind: 'agent', capabilities }),
  )
  await phone.connect()
  return phone
}

async function pair(): Promise<readonly [WorldDevice, WorldDevice]> {
  const [a, b] = await world.newDevices(2)
  assert.ok(a && b)
  return [a, b]
}

function choose(hub: Hub, { deviceId }: WorldDevice) {
  return hub.send({ type: 'session.choose-speaker', deviceId })
}

async function playOn({ hub, sound }: WorldDevice): Promise<void> {
  const { trackIds } = world
  await hub.send({ type: 'queue.enqueue', source: { trackIds }, at: 'now' })
  await until('it is heard', async () => sound.isHeard)
}
