import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogEpoch } from '@baton/protocol'
import { commandId, EngineHouse, type OwnCommand, rest } from '../../../../testing/src/worlds/engine-world.ts'

const HOUR_MS = 3_600_000

test('[L1] the numbers of the log are dense, over users, rooms, workers and restarts, and receipts name them', async () => {
  await using house = await EngineHouse.open()
  const kitchen = await house.speaker('Kitchen')
  const second = await house.worker({ soleWorker: false })
  const receipts = []
  for (let round = 0; round < 3; round++) {
    receipts.push(
      ...(await Promise.all([
        house.done({ type: 'session.set-volume', volume: round + 1 }, { by: kitchen }),
        house.done({ type: 'session.set-options', shuffle: round % 2 === 0 }, { by: house.other }),
        house.done(
          { type: 'session.set-options', repeatMode: round % 2 ? 'off' : 'all' },
          { engine: second },
        ),
        house.done(
          { type: 'device.update', deviceId: kitchen.deviceId, name: `Kitchen ${round}` },
          { by: kitchen },
        ),
      ])),
    )
    await house.restart()
  }
  const log = await house.log()
  assert.deepEqual(
    log.map(({ seq }) => seq),
    log.map((_, index) => index + 1),
  )
  assert.ok(new Set(log.map(({ room }) => room)).size >= 3)
  assert.equal(new Set(receipts.map(({ seq }) => seq)).size, receipts.length)
  for (const { commandId: id, seq } of receipts) assert.equal(log[seq - 1]?.commandId, id)
})

test('[L2] whichever statement of a command fails, nothing of it is there, and it can be sent again', async () => {
  await using house = await EngineHouse.open()
  const kitchen = await house.speaker('Kitchen')
  const { database } = house.household
  const dump = async () => {
    const tables = ['event', 'receipt', 'session', 'queue_entry', 'due', 'device', 'household'] as const
    return JSON.stringify(
      await Promise.all(tables.map((table) => database.kysely.selectFrom(table).selectAll().execute())),
    )
  }
  const source = { trackIds: [...house.household.tracks] }
  const command: OwnCommand = { type: 'queue.enqueue', source, at: 'now' }
  const sending = { by: kitchen, id: commandId('enqueue-once') }
  await rest()
  const before = await dump()
  let failed = 0
  for (let nth = 1; ; nth++) {
    let statements = 0
    house.household.failing = (sql) => /^(insert|update|delete)/i.test(sql) && ++statements === nth
    const outcome = await house.send(command, sending).catch((error: unknown) => error)
    house.household.failing = () => false
    if (!(outcome instanceof Error)) break
    failed++
    assert.equal(await dump(), before, `after statement ${nth} failed`)
  }
  assert.ok(failed >= 4, `only ${failed} statements were tried`)
  const [row] = await database.kysely.selectFrom('receipt').selectAll().execute()
  assert.equal(row?.command_id, 'enqueue-once')
  const made = (await house.log()).filter(({ commandId: id }) => id === 'enqueue-once')
  assert.ok(made.some(({ event }) => event.type === 'queue.extended'))
  assert.equal((await house.session()).playState, 'playing')
  assert.ok((await database.kysely.selectFrom('due').selectAll().execute()).length > 0)
})

test('[L3] the epoch stays over a restart, and a cursor of another one is not compared', async () => {
  await using house = await EngineHouse.open()
  await house.done({ type: 'session.set-options', shuffle: true })
  const { epoch, seq } = await house.head()
  await house.restart()
  assert.deepEqual(await house.head(), { epoch, seq })
  const foreign = house.follow([house.room], { after: { epoch: 'anotherlog1' as LogEpoch, seq } })
  await rest()
  assert.deepEqual(foreign.kinds, ['resync', 'snapshot'])
  const own = house.follow([house.room], { after: { epoch, seq } })
  await rest()
  assert.deepEqual(own.kinds, ['caught-up'])
})

test('[L4] with an hour between the clocks of two workers the log’s instants never run backwards', async () => {
  await using house = await EngineHouse.open()
  const { clock } = house
  const late = {
    wallMs: () => clock.wallMs() - HOUR_MS,
    monotonicMs: () => clock.monotonicMs(),
    after: clock.after.bind(clock),
  }
  const behind = await house.worker({ clock: late, soleWorker: false })
  for (let round = 0; round < 6; round++) {
    const engine = round % 2 === 0 ? house.engine : behind
    await house.done({ type: 'session.set-options', shuffle: round % 2 === 0 }, { engine })
    await clock.advance(round * 100)
  }
  // The machine's clock is set back, and the hub starts again.
  clock.step(-2 * HOUR_MS)
  await house.restart()
  await house.done({ type: 'session.set-options', repeatMode: 'all' })
  const instants = (await house.log()).map(({ at }) => at)
  assert.deepEqual(
    instants,
    [...instants].sort((a, b) => a - b),
  )
  assert.ok(house.engine.now() >= (instants.at(-1) ?? Number.POSITIVE_INFINITY))
})
