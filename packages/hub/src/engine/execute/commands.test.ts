import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Receipt } from '@baton/protocol'
import { commandId, DEAF_BELL, EngineWorld, rest } from '../../../../testing/src/worlds/engine-world.ts'

const OFFER_MS = 2_000
const THRESHOLD_MS = 60_000

function codeOf(receipt: Receipt): string {
  return receipt.outcome === 'rejected' ? receipt.code : 'accepted'
}

describe('receipts', () => {
  test('[C1] the same id and body get the same receipt and have no second effect, also after a restart', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    await world.play(kitchen)
    const id = commandId('once')
    const first = await world.done({ type: 'session.next' }, { by: kitchen, id })
    const { seq } = await world.head()
    await world.done({ type: 'session.set-options', shuffle: true })
    const head = await world.head()
    assert.ok(head.seq > seq)
    assert.deepEqual(await world.send({ type: 'session.next' }, { by: kitchen, id }), first)
    // From another device of the same user, at the same time, and from a hub that was started anew.
    const many = await Promise.all([1, 2, 3].map(() => world.send({ type: 'session.next' }, { id })))
    assert.deepEqual(many, [first, first, first])
    await world.restart()
    assert.deepEqual(await world.send({ type: 'session.next' }, { id }), first)
    assert.deepEqual(await world.head(), head)
    // Another user's id is another id.
    const other = await world.send({ type: 'session.set-options', shuffle: true }, { by: world.other, id })
    assert.equal(other.outcome, 'accepted')
    // Without an id each is a command of its own.
    const minted = [await world.done({ type: 'session.next' }), await world.done({ type: 'session.next' })]
    assert.notEqual(minted[0]?.commandId, minted[1]?.commandId)
    assert.notEqual(minted[0]?.revision, minted[1]?.revision)
  })

  test('[C1] of the same command sent twice at once one has the effect', async () => {
    await using world = await EngineWorld.open()
    const second = await world.worker({ soleWorker: false })
    const command = { type: 'session.set-options', shuffle: true } as const
    const sent = [world.engine, second, world.engine, second].map((engine) =>
      world.send(command, { id: commandId('twice'), engine }),
    )
    const receipts = await Promise.all(sent)
    for (const receipt of receipts) assert.deepEqual(receipt, receipts[0])
    assert.equal((await world.session()).revision, 1)
  })

  test('[C2] the same id with another body is a conflict; the order of its fields is not part of it', async () => {
    await using world = await EngineWorld.open()
    const id = commandId('words')
    const first = await world.done({ type: 'session.set-options', shuffle: true, repeatMode: 'all' }, { id })
    assert.deepEqual(
      await world.send({ repeatMode: 'all', shuffle: true, type: 'session.set-options' }, { id }),
      first,
    )
    const before = await world.head()
    assert.equal(
      codeOf(await world.send({ type: 'session.set-options', shuffle: false }, { id })),
      'command.conflict',
    )
    assert.equal(codeOf(await world.send({ type: 'session.pause' }, { id })), 'command.conflict')
    assert.deepEqual(await world.head(), before)
  })

  test('[C3] a refusal is kept: the repeat is refused with the same code, whatever has changed', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    const id = commandId('too early')
    const refused = await world.send({ type: 'session.play' }, { by: kitchen, id })
    assert.equal(codeOf(refused), 'session.nothing-to-play')
    await world.play(kitchen)
    await world.done({ type: 'session.pause' })
    assert.deepEqual(await world.send({ type: 'session.play' }, { by: kitchen, id }), refused)
    assert.equal((await world.session()).playState, 'paused')
    await world.done({ type: 'session.play' }, { by: kitchen })
  })

  test('[C4] reports are recognised by their number and leave no receipts', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    await world.play(kitchen)
    const { speakerEpoch: epoch, current } = await world.session()
    const entryId = current?.entryId
    const progress = (n: number, positionMs: number) =>
      world.done(
        {
          type: 'device.report',
          deviceId: kitchen.deviceId,
          n,
          epoch,
          event: 'progress',
          entryId,
          positionMs,
        },
        { by: kitchen, id: commandId(`report ${n}`) },
      )
    assert.equal((await progress(5, 9_000)).changed, true)
    assert.equal((await progress(5, 15_000)).changed, false)
    assert.equal((await progress(4, 15_000)).changed, false)
    const { kysely } = world.household.database
    assert.deepEqual(await kysely.selectFrom('receipt').selectAll().execute(), [])
    assert.equal((await world.session()).timeline.positionMs, 9_000)
  })

  test('[C5] a receipt says what changed and how far the log is, and holds nothing secret', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    const enqueued = await world.done(
      { type: 'queue.enqueue', source: { trackIds: [...world.household.tracks] }, at: 'now' },
      { by: kitchen, id: commandId('enqueue') },
    )
    const { current: ticket } = world.engine.tickets.forFollower(kitchen, await world.session())
    assert.ok(ticket)
    assert.equal(enqueued.changed, true)
    assert.deepEqual(
      [enqueued.seq, enqueued.revision],
      [(await world.head()).seq, (await world.session()).revision],
    )
    assert.equal(enqueued.result.entryIds?.length, world.household.tracks.length)
    const same = await world.done({ type: 'session.play' }, { by: kitchen, id: commandId('play') })
    assert.deepEqual([same.changed, same.seq, same.revision], [false, enqueued.seq, enqueued.revision])
    const rows = await world.household.database.kysely.selectFrom('receipt').selectAll().execute()
    assert.equal(rows.length, 2)
    const kept = JSON.stringify(rows)
    for (const secret of [ticket, ticket.split('.')[1] ?? '?', '/media/'])
      assert.equal(kept.includes(secret), false)
  })
})

test('[C6] another user’s session and another device’s reports are answered as if they did not exist', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { engine, me, other } = world
  const foreign = await engine.execute(me, { type: 'session.pause', sessionId: other.sessionId })
  const never = await engine.execute(me, {
    type: 'session.pause',
    sessionId: world.dice.uuid() as typeof me.sessionId,
  })
  assert.equal(codeOf(foreign), 'session.not-found')
  assert.deepEqual({ ...foreign, commandId: '' }, { ...never, commandId: '' })
  assert.equal(await engine.session(me, other.sessionId), null)
  const report = {
    type: 'device.report',
    deviceId: kitchen.deviceId,
    n: 1,
    epoch: 0,
    event: 'progress',
    positionMs: 0,
  } as const
  const bath = await world.speaker('Bath')
  assert.equal(codeOf(await world.send(report, { by: bath })), 'device.not-found')
  assert.equal(codeOf(await world.send(report)), 'device.not-registered')
  for (const by of [other, world.me]) {
    const deviceId = by === other ? kitchen.deviceId : (world.dice.uuid() as typeof kitchen.deviceId)
    assert.equal(
      codeOf(await world.send({ type: 'device.update', deviceId, name: 'Mine' }, { by })),
      'device.not-found',
    )
    assert.equal(codeOf(await world.send({ type: 'device.remove', deviceId }, { by })), 'device.not-found')
    assert.equal(
      codeOf(await world.send({ type: 'session.choose-speaker', deviceId }, { by })),
      'device.not-found',
    )
  }
  assert.deepEqual(await engine.devices(other), [])
})

describe('what was put off', () => {
  test('[C7] happens once although two workers find it, and its timer goes with its commit', async () => {
    await using world = await EngineWorld.open()
    await world.worker({ soleWorker: false, bell: DEAF_BELL })
    const { offerId } = await world.offering()
    const { kysely } = world.household.database
    const timers = async () => (await kysely.selectFrom('due').select('key').execute()).map(({ key }) => key)
    const before = await timers()
    await world.clock.advance(OFFER_MS + 1_500)
    await rest()
    const failed = (await world.log()).filter(({ event }) => event.type === 'session.handover-failed')
    assert.equal(failed.length, 1)
    assert.ok(failed[0]?.event.type === 'session.handover-failed' && failed[0].event.offerId === offerId)
    assert.equal((await timers()).length, before.length - 1)
  })

  test('[C7] is judged by the state of its hour: an offer that was taken does not fail', async () => {
    await using world = await EngineWorld.open()
    const { report, bath } = await world.offering()
    const { deviceId } = bath
    assert.equal((await report('ready')).outcome, 'accepted')
    const { speakerEpoch: epoch, current } = await world.session()
    await world.done(
      {
        type: 'device.report',
        deviceId,
        n: 2,
        epoch,
        event: 'sounding',
        entryId: current?.entryId,
        positionMs: 0,
      },
      { by: bath },
    )
    await world.clock.advance(OFFER_MS * 3)
    const types = (await world.log()).map(({ event }) => event.type)
    assert.equal(types.includes('session.handover-failed'), false)
    assert.equal((await world.session()).activeDeviceId, bath.deviceId)
  })

  test('[C7] a timer that came due while the hub was away is carried out after its start', async () => {
    await using world = await EngineWorld.open()
    await world.offering()
    await world.engine.stop()
    await world.clock.advance(OFFER_MS * 5)
    assert.notEqual((await world.store.nextDueAt()) ?? null, null)
    world.engine = await world.worker()
    await world.clock.advance(100)
    await rest()
    assert.equal((await world.session()).offer, null)
  })
})

test('[C9] after a start, who was there before has one threshold of grace', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const gone = await world.speaker('Attic')
  await world.play(kitchen)
  await world.clock.advance(5_000)
  await world.engine.stop()
  await world.clock.advance(10 * THRESHOLD_MS)
  world.engine = await world.worker()
  const online = async () =>
    new Map((await world.engine.devices(world.me)).map(({ deviceId, online: there }) => [deviceId, there]))
  await world.clock.advance(THRESHOLD_MS - 5_000)
  assert.deepEqual([...(await online()).values()], [true, true])
  assert.equal((await world.session()).playState, 'playing')
  world.engine.heard(kitchen)
  await world.clock.advance(40_000)
  await rest()
  assert.deepEqual(
    [(await online()).get(kitchen.deviceId), (await online()).get(gone.deviceId)],
    [true, false],
  )
  assert.equal((await world.session()).playState, 'playing')
  await world.clock.advance(2 * THRESHOLD_MS)
  await rest()
  assert.equal((await online()).get(kitchen.deviceId), false)
  const { playState, activeDeviceId } = await world.session()
  assert.deepEqual([playState, activeDeviceId], ['paused', kitchen.deviceId])
})

test('[C10] a hub that is stopping refuses what is new and finishes what runs', async () => {
  await using world = await EngineWorld.open()
  const running = [1, 2, 3].map((n) => world.done({ type: 'session.set-options', shuffle: n % 2 === 1 }))
  const stopping = world.engine.stop()
  await assert.rejects(world.send({ type: 'session.pause' }), { code: 'hub.draining' })
  await stopping
  const receipts = await Promise.all(running)
  assert.deepEqual(
    receipts.map(({ revision }) => revision),
    [1, 2, 3],
  )
  assert.equal((await world.log()).at(-1)?.seq, receipts.at(-1)?.seq)
  await assert.rejects(world.send({ type: 'session.pause' }), { code: 'hub.draining' })
})

describe('what a command writes', () => {
  test('[K13] of several devices the one that changed, whatever memory knows better of the others', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    const bath = await world.speaker('Bath')
    await world.clock.advance(10_000)
    for (const one of [kitchen, bath]) world.engine.heard(one)
    let written = 0
    world.household.failing = (sql) => {
      if (sql.startsWith('insert into device')) written++
      return false
    }
    await world.done({ type: 'device.update', deviceId: bath.deviceId, name: 'Bathroom' }, { by: kitchen })
    assert.equal(written, 1)
    await world.done({ type: 'session.set-options', shuffle: true }, { by: kitchen })
    assert.equal(written, 1)
  })

  test('[A21] only a limit of volume counts as overtaken where nothing is due', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    await world.engine.limitVolume(world.me, 30)
    assert.equal((await world.session()).maxVolume ?? null, null)
    await world.engine.retire(world.me)
    assert.deepEqual(await world.engine.devices(kitchen), [])
  })
})
