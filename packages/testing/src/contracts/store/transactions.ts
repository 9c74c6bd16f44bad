import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  change,
  DEVICES,
  LIKED,
  PLAYLISTS,
  PLAYS,
  type Play,
  SESSIONS,
  type Session,
  want,
} from '@baton/hub/domain'
import type { Writes } from '@baton/hub/engine'
import { BatonError, type CommandId, type DeviceId, type TrackId } from '@baton/protocol'
import {
  BEGIN,
  everythingOf,
  type Home,
  loaded,
  loadedSession,
  moved,
  newDevice,
  newEntry,
  newHome,
  newId,
  newPlaylist,
  type OpenedStore,
  read,
  receiptFor,
  seeked,
  sessionChange,
  sessionOf,
  step,
} from './fixtures.ts'

export function transactionRules(opened: () => OpenedStore): void {
  test('[K1] a write that fails at any statement leaves no trace', async () => {
    const home = await newHome(opened())
    await step(opened().store, home)
    const before = await everythingOf(opened(), home)
    let statements = 0
    for (let failing = 0; ; failing++) {
      let nth = 0
      opened().failWhen(() => nth++ === failing)
      const outcome = await everythingAtOnce(opened(), home).catch((error: Error) => error)
      opened().failWhen(() => false)
      if (!(outcome instanceof Error)) break
      assert.equal(outcome.message, 'This statement fails')
      assert.equal(await everythingOf(opened(), home), before, `after a failure at statement ${failing}`)
      statements++
    }
    assert.ok(statements > 10, `${statements} statements were made to fail`)
    assert.notEqual(await everythingOf(opened(), home), before)
  })

  test('[K1] a decision that throws leaves no trace, and its own error comes out', async () => {
    const home = await newHome(opened())
    const before = await everythingOf(opened(), home)
    const mishap = new RangeError('A mishap')
    await assert.rejects(
      opened().store.transact(home.householdId, sessionOf(home), () => {
        throw mishap
      }),
      (error) => error === mishap,
    )
    assert.equal(await everythingOf(opened(), home), before)
    assert.equal(await step(opened().store, home), 1)
  })

  test('[BX33] a play that is told again, whatever became of its receipt, is there once', async () => {
    const home = await newHome(opened())
    const { store, database } = opened()
    const [trackId, other] = [newId<TrackId>(), newId<TrackId>()]
    const tell = (...plays: readonly Play[]) =>
      store.transact(home.householdId, {}, () => ({
        value: null,
        writes: { at: BEGIN, events: [], changes: [change(PLAYS, home.userId, null, plays)] },
      }))
    const told = { trackId, deviceId: null, at: BEGIN - 5 }
    for (let n = 0; n < 2; n++) await tell(told, { ...told, at: BEGIN - 4 }, { ...told, trackId: other })
    await tell({ trackId, deviceId: null })
    const rows = await database.kysely
      .selectFrom('play')
      .select(['track_id', 'at', 'household_id', 'device_id'])
      .where('user_id', '=', home.userId)
      .execute()
    assert.equal(rows.length, 4)
    const at = rows.filter((row) => row.track_id === trackId).map((row) => Number(row.at))
    assert.deepEqual(at.toSorted().slice(0, 2), [BEGIN - 5, BEGIN - 4])
    assert.ok(rows.every((row) => row.household_id === home.householdId && row.device_id === null))
  })

  test('[K2] transactions asked for together run one after the other, and a failing one takes only itself back', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, index) =>
        index % 3 === 1
          ? store.transact(home.householdId, sessionOf(home), (found) => {
              const before = loadedSession(found)
              const after = moved(before, { revision: before.view.revision + 7 })
              return { value: 0, writes: { at: BEGIN, events: [], ...sessionChange(before, after) } }
            })
          : step(store, home),
      ),
    )
    const seqs = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    assert.deepEqual(
      seqs,
      Array.from({ length: 20 }, (_, index) => index + 1),
    )
    const events = await store.eventsAfter(home.householdId, 0, 100)
    assert.deepEqual(
      events.map(({ seq, revision }) => [seq, revision]),
      seqs.map((seq) => [seq, seq]),
    )
  })

  test('[K3] events are numbered without a hole, also several of one command and after failures', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const committed = await store.transact(home.householdId, {}, () => ({
      value: 'three',
      commandId: 'c1' as CommandId,
      writes: { at: BEGIN, events: [seeked(home, 1), seeked(home, 2), seeked(home, 3)] },
    }))
    assert.deepEqual(committed, { value: 'three', seq: 3, receipt: null })
    await assert.rejects(
      store.transact(home.householdId, {}, () => {
        throw new Error('No')
      }),
    )
    assert.equal(await step(store, home), 4)
    const events = await store.eventsAfter(home.householdId, 1, 2)
    assert.deepEqual(
      events.map(({ seq, commandId }) => [seq, commandId]),
      [
        [2, 'c1'],
        [3, 'c1'],
      ],
    )
    assert.deepEqual(events[0], {
      ...seeked(home, 2),
      seq: 2,
      at: BEGIN,
      commandId: 'c1' as CommandId,
    })
    assert.deepEqual(await store.head(home.householdId), { epoch: home.epoch, seq: 4 })
    assert.deepEqual(await store.heads([home.householdId, newId()]), new Map([[home.householdId, 4]]))
  })

  test('[K4] a receipt carries the final number and is found by its principal and command id only', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    await step(store, home)
    const commandId = 'the command' as CommandId
    const receipt = receiptFor(home, commandId)
    const committed = await store.transact(home.householdId, {}, () => ({
      value: null,
      commandId,
      writes: { at: BEGIN + 5, events: [seeked(home, 2), seeked(home, 3)], receipt },
    }))
    assert.deepEqual(committed.receipt, receipt.make(3))
    const found = await loaded(store, home, { receipt: { principal: home.userId, commandId } })
    assert.deepEqual(found.receipt, {
      bodyHash: receipt.bodyHash,
      receipt: receipt.make(3),
      at: BEGIN + 5,
    })
    const others = await loaded(store, home, { receipt: { principal: newId(), commandId } })
    assert.equal(others.receipt, null)
  })

  test('[K5] a decision that wants nothing written changes nothing', async () => {
    const home = await newHome(opened())
    await step(opened().store, home)
    const before = await everythingOf(opened(), home)
    const committed = await opened().store.transact(home.householdId, {}, () => ({ value: 'nothing' }))
    assert.deepEqual(committed, { value: 'nothing', seq: 1, receipt: null })
    assert.equal(await everythingOf(opened(), home), before)
  })

  test('[K6] what was not asked for is not loaded, and what is of another household is not found', async () => {
    const { store } = opened()
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    await everythingAtOnce(opened(), neighbour)
    const { household, ...rest } = await loaded(store, home, {})
    assert.deepEqual(household, { epoch: home.epoch, seq: 0, lastInstant: BEGIN })
    assert.deepEqual(rest, { held: [], due: null, receipt: null })
    assert.equal(await read(store, home, SESSIONS, neighbour.sessionId, 'whole'), null)
    assert.deepEqual(await read(store, home, DEVICES, neighbour.userId), [])
    assert.equal((await read(store, neighbour, SESSIONS, neighbour.sessionId))?.queue, null)
    await assert.rejects(
      store.transact(newId(), {}, () => ({ value: null })),
      /no household/,
    )
    assert.deepEqual(await store.eventsAfter(home.householdId, 0, 10), [])
  })

  for (const [revision, says] of [
    [0, 'back'],
    [3, 'two on'],
  ] as const) {
    test(`[K7] a session that would go ${says} is not saved`, async () => {
      const home = await newHome(opened())
      await step(opened().store, home)
      const before = await everythingOf(opened(), home)
      await assert.rejects(
        saved(opened(), home, (session) => moved(session, { revision })),
        /revision/,
      )
      assert.equal(await everythingOf(opened(), home), before)
    })
  }

  test('[K7] a session that was loaded at another revision is not saved', async () => {
    const home = await newHome(opened())
    await step(opened().store, home)
    const stale = loadedSession(await loaded(opened().store, home, sessionOf(home)))
    await step(opened().store, home)
    const before = await everythingOf(opened(), home)
    await assert.rejects(
      opened().store.transact(home.householdId, sessionOf(home), () => ({
        value: null,
        writes: { at: BEGIN, events: [], ...sessionChange(stale, moved(stale)) },
      })),
      /revision/,
    )
    assert.equal(await everythingOf(opened(), home), before)
  })

  test('[K8] instants never run backwards', async () => {
    const home = await newHome(opened())
    await step(opened().store, home, { at: BEGIN + 100 })
    await step(opened().store, home, { at: BEGIN + 40 })
    const { household } = await loaded(opened().store, home, {})
    assert.equal(household.lastInstant, BEGIN + 100)
    const events = await opened().store.eventsAfter(home.householdId, 0, 10)
    assert.deepEqual(
      events.map((event) => event.at),
      [BEGIN + 100, BEGIN + 100],
    )
  })

  test('[K9] another store on the same data finds everything', async () => {
    const home = await newHome(opened())
    await everythingAtOnce(opened(), home)
    const before = await everythingOf(opened(), home)
    await using other = await opened().another()
    assert.equal(await everythingOf(other, home), before)
    assert.equal(await step(other.store, home), 2)
  })

  test('[K10] more than 2,000 waiting transactions are refused', async () => {
    const home = await newHome(opened())
    await using other = await opened().another()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 2_200 }, () => other.store.transact(home.householdId, {}, () => ({ value: 1 }))),
    )
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected')
    assert.equal(refused.length, 200)
    for (const { reason } of refused) assert.ok(reason instanceof BatonError && reason.code === 'hub.busy')
  })

  test('[K10] a closed store finishes what it took, and refuses what comes later', async () => {
    const home = await newHome(opened())
    await using other = await opened().another()
    const taken = [step(other.store, home), step(other.store, home)]
    await other.store.close()
    assert.deepEqual(await Promise.all(taken), [1, 2])
    for (const late of [
      step(other.store, home),
      other.store.ping(),
      other.store.noteContacts(oneContact(home)),
    ]) {
      await assert.rejects(late, (error) => error instanceof BatonError && error.code === 'hub.draining')
    }
  })

  test('[K11] two stores on one database keep one order', async () => {
    const home = await newHome(opened())
    await using other = await opened().another()
    const seqs = await Promise.all(
      Array.from({ length: 40 }, (_, index) => step(index % 2 ? other.store : opened().store, home)),
    )
    const expected = Array.from({ length: 40 }, (_, index) => index + 1)
    assert.deepEqual(
      seqs.toSorted((a, b) => a - b),
      expected,
    )
    const events = await other.store.eventsAfter(home.householdId, 0, 100)
    assert.deepEqual(
      events.map(({ seq, revision }) => [seq, revision]),
      expected.map((seq) => [seq, seq]),
    )
  })
}

/** A command that writes into every table. */
export function everythingAtOnce({ store }: OpenedStore, home: Home) {
  const device = newDevice(home)
  const entry = newEntry()
  const { userId } = home
  const { trackId } = entry
  const playlist = newPlaylist(home, [entry])
  return store.transact(
    home.householdId,
    { wanted: [want(SESSIONS, home.sessionId, 'whole'), want(DEVICES, userId)] },
    (found) => {
      const before = loadedSession(found)
      const after = moved(before, {}, { entries: [entry], order: [entry.entryId] })
      const writes: Writes = {
        at: BEGIN + 1,
        events: [seeked(home, after.view.revision)],
        changes: [
          change(SESSIONS, home.sessionId, before, after),
          change(PLAYLISTS, playlist.view.playlistId, null, playlist),
          change(DEVICES, userId, [newDevice(home)], [device]),
          change(LIKED, { userId, trackId }, false, true),
          change(PLAYS, userId, null, [{ trackId, deviceId: null }]),
        ],
        due: [{ key: 'timer', due: { at: BEGIN + 9, command: { type: 'ring' } } }],
        receipt: receiptFor(home, 'everything' as CommandId),
      }
      return { value: null, writes, commandId: 'everything' as CommandId }
    },
  )
}

function saved({ store }: OpenedStore, home: Home, edit: (session: Session) => Session) {
  return store.transact(home.householdId, sessionOf(home), (found) => {
    const before = loadedSession(found)
    return { value: null, writes: { at: BEGIN, events: [], ...sessionChange(before, edit(before)) } }
  })
}

function oneContact({ householdId }: Home) {
  return [{ householdId, deviceId: newId<DeviceId>(), at: BEGIN, presentUntil: BEGIN }]
}
