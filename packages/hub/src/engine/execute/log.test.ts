import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEpoch } from '@baton/protocol'
import { commandId, EngineWorld, type OwnCommand, rest } from '../../../../testing/src/worlds/engine-world.ts'

const HOUR_MS = 3_600_000

test('[L1] the numbers of the log are dense, over users, rooms, workers and restarts, and receipts name them', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const second = await world.worker({ soleWorker: false })
  const receipts = []
  for (let round = 0; round < 3; round++) {
    receipts.push(
      ...(await Promise.all([
        world.done({ type: 'session.set-volume', volume: round + 1 }, { by: kitchen }),
        world.done({ type: 'session.set-options', shuffle: round % 2 === 0 }, { by: world.other }),
        world.done(
          { type: 'session.set-options', repeatMode: round % 2 ? 'off' : 'all' },
          { engine: second },
        ),
        world.done(
          { type: 'device.update', deviceId: kitchen.deviceId, name: `Kitchen ${round}` },
          { by: kitchen },
        ),
      ])),
    )
    await world.restart()
  }
  const log = await world.log()
  assert.deepEqual(
    log.map(({ seq }) => seq),
    log.map((_, index) => index + 1),
  )
  assert.ok(new Set(log.map(({ room }) => room)).size >= 3)
  assert.equal(new Set(receipts.map(({ seq }) => seq)).size, receipts.length)
  for (const { commandId: id, seq } of receipts) assert.equal(log[seq - 1]?.commandId, id)
})

test('[L2] whichever statement of a command fails, nothing of it is there, and it can be sent again', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const { database } = world.household
  const dump = async () => {
    const tables = ['event', 'receipt', 'session', 'queue_entry', 'due', 'device', 'household'] as const
    return JSON.stringify(
      await Promise.all(tables.map((table) => database.kysely.selectFrom(table).selectAll().execute())),
    )
  }
  const source = { trackIds: [...world.household.tracks] }
  const command: OwnCommand = { type: 'queue.enqueue', source, at: 'now' }
  const sending = { by: kitchen, id: commandId('enqueue-once') }
  await rest()
  const before = await dump()
  let failed = 0
  for (let nth = 1; ; nth++) {
    let statements = 0
    world.household.failing = (sql) => /^(insert|update|delete)/i.test(sql) && ++statements === nth
    const outcome = await world.send(command, sending).catch((error: unknown) => error)
    world.household.failing = () => false
    if (!(outcome instanceof Error)) break
    failed++
    assert.equal(await dump(), before, `after statement ${nth} failed`)
  }
  assert.ok(failed >= 4, `only ${failed} statements were tried`)
  const [row] = await database.kysely.selectFrom('receipt').selectAll().execute()
  assert.equal(row?.command_id, 'enqueue-once')
  const made = (await world.log()).filter(({ commandId: id }) => id === 'enqueue-once')
  assert.ok(made.some(({ event }) => event.type === 'queue.extended'))
  assert.equal((await world.session()).playState, 'playing')
  assert.ok((await database.kysely.selectFrom('due').selectAll().execute()).length > 0)
})

test('[L3] the epoch stays over a restart, and a cursor of another one is not compared', async () => {
  await using world = await EngineWorld.open()
  await world.done({ type: 'session.set-options', shuffle: true })
  const { epoch, seq } = await world.head()
  await world.restart()
  assert.deepEqual(await world.head(), { epoch, seq })
  const foreign = world.follow([world.room], { after: { epoch: 'anotherlog1' as LogEpoch, seq } })
  await rest()
  assert.deepEqual(foreign.kinds, ['resync', 'snapshot'])
  const own = world.follow([world.room], { after: { epoch, seq } })
  await rest()
  assert.deepEqual(own.kinds, ['caught-up'])
})

test('[L4] with an hour between the clocks of two workers the log’s instants never run backwards', async () => {
  await using world = await EngineWorld.open()
  const { clock } = world
  const late = {
    wallMs: () => clock.wallMs() - HOUR_MS,
    monotonicMs: () => clock.monotonicMs(),
    after: clock.after.bind(clock),
  }
  const behind = await world.worker({ clock: late, soleWorker: false })
  for (let round = 0; round < 6; round++) {
    const engine = round % 2 === 0 ? world.engine : behind
    await world.done({ type: 'session.set-options', shuffle: round % 2 === 0 }, { engine })
    await clock.advance(round * 100)
  }
  // The machine's clock is set back, and the hub starts again.
  clock.step(-2 * HOUR_MS)
  await world.restart()
  await world.done({ type: 'session.set-options', repeatMode: 'all' })
  const instants = (await world.log()).map(({ at }) => at)
  assert.deepEqual(
    instants,
    [...instants].sort((a, b) => a - b),
  )
  assert.ok(world.engine.now() >= (instants.at(-1) ?? Number.POSITIVE_INFINITY))
})
