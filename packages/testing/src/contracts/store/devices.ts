import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, DEVICES, type Device, LIKED, SHARED_DEVICES, want } from '@baton/hub/domain'
import { BatonError, type DeviceId, type SessionId, type TrackId } from '@baton/protocol'
import {
  BEGIN,
  everythingOf,
  type Home,
  loaded,
  loadedSession,
  newDevice,
  newHome,
  newHousemate,
  newId,
  type OpenedStore,
  read,
  saveDevices,
  sessionOf,
} from './fixtures.ts'

export function deviceRules(opened: () => OpenedStore): void {
  const devicesOf = (home: Home) => read(opened().store, home, DEVICES, home.userId)
  const presentUntil = async (home: Home) => (await devicesOf(home)).map((device) => device.presentUntil)

  test('[K13] devices and likes are found as they were saved', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const device = newDevice(home)
    await saveDevices(store, home, device)
    assert.deepEqual(await devicesOf(home), [device])
    const later = {
      ...device,
      view: { ...device.view, name: 'Hall', online: false },
      presentUntil: 5,
      reportN: 7,
      confirmed: { positionMs: 12, at: BEGIN },
    }
    const trackId = newId<TrackId>()
    const like = { userId: home.userId, trackId }
    for (const liked of [true, true, false]) {
      await store.transact(home.householdId, {}, () => ({
        value: null,
        writes: {
          at: BEGIN,
          events: [],
          changes: [change(DEVICES, home.userId, [device], [later]), change(LIKED, like, !liked, liked)],
        },
      }))
      assert.equal(await read(store, home, LIKED, like), liked)
    }
    assert.deepEqual(await devicesOf(home), [later])
    await store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(DEVICES, home.userId, [later], [])] },
    }))
    assert.deepEqual(await devicesOf(home), [])
  })

  test('[K13] a track that is liked once more keeps the instant at which it was liked', async () => {
    const home = await newHome(opened())
    const { store, database } = opened()
    const { userId } = home
    const trackId = newId<TrackId>()
    for (const at of [BEGIN + 5, BEGIN + 9]) {
      await store.transact(home.householdId, {}, () => ({
        value: null,
        writes: { at, events: [], changes: [change(LIKED, { userId, trackId }, false, true)] },
      }))
    }
    const rows = await database.kysely
      .selectFrom('liked')
      .select('at')
      .where('user_id', '=', userId)
      .execute()
    assert.deepEqual(rows, [{ at: BEGIN + 5 }])
  })

  test('[K13] of a user’s devices only those are written that became other ones', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const [kitchen, attic] = [newDevice(home), newDevice(home, { name: 'Attic' })]
    await saveDevices(store, home, kitchen, attic)
    const present = [
      { ...kitchen, presentUntil: BEGIN + 1 },
      { ...attic, presentUntil: BEGIN + 2 },
    ]
    const renamed = { ...kitchen, view: { ...kitchen.view, name: 'Hall' } }
    await store.transact(home.householdId, { wanted: [want(DEVICES, home.userId)] }, () => ({
      value: null,
      writes: {
        at: BEGIN,
        events: [],
        changes: [change(DEVICES, home.userId, present, present.with(0, renamed))],
      },
    }))
    const byName = (a: Device, b: Device) => (a.view.name < b.view.name ? -1 : 1)
    assert.deepEqual([...(await devicesOf(home))].sort(byName), [attic, renamed])
  })

  test('[SD2] [SD5] what others share is read with the session of whoever it belongs to; the rest is theirs', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const mate = await newHousemate(opened(), home)
    const kitchen = newDevice(home)
    const shared = { ...kitchen, view: { ...kitchen.view, players: 'everybody' as const } }
    const attic = newDevice(home, { name: 'Attic' })
    const leaves = [{ userId: mate.userId, sessionId: mate.sessionId }]
    const lending = { to: null, holder: null, leaves }
    await saveDevices(store, home, shared, newDevice(home, { name: 'Bath' }), { ...attic, lending })
    const seenBy = (who: Home) => read(store, who, SHARED_DEVICES, who.userId)
    const byName = (a: Device, b: Device) => (a.view.name < b.view.name ? -1 : 1)
    const seen = [
      { ...attic, lending, home: home.sessionId },
      { ...shared, home: home.sessionId },
    ]
    assert.deepEqual([...(await seenBy(mate))].sort(byName), seen.sort(byName))
    assert.deepEqual(await seenBy(home), [])
    assert.deepEqual(await seenBy(await newHome(opened())), [])
    const found = (await devicesOf(home)).find(({ view }) => view.name === 'Attic')
    assert.deepEqual(found?.lending, lending)
  })

  test('[K20] another’s device under the same id is refused and left as it is', async () => {
    const home = await newHome(opened())
    const device = newDevice(home)
    await saveDevices(opened().store, home, device)
    const before = await everythingOf(opened(), home)
    const { deviceId } = device.view
    for (const thief of [await newHousemate(opened(), home), await newHome(opened())]) {
      await assert.rejects(
        saveDevices(opened().store, thief, newDevice(thief, { deviceId })),
        (error) => error instanceof BatonError && error.code === 'device.not-found',
      )
    }
    const neighbour = await newHome(opened())
    await opened().store.transact(neighbour.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(DEVICES, neighbour.userId, [device], [])] },
    }))
    assert.equal(await everythingOf(opened(), home), before)
  })

  test('[K21] a contact is written for 15 s ahead, and not again before they are over', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const device = { ...newDevice(home), presentUntil: BEGIN, heardAt: BEGIN }
    await saveDevices(store, home, device)
    const { householdId } = home
    const { deviceId } = device.view
    const contact = async (after: number, presentFor: number) => {
      const at = BEGIN + after
      const noted = await store.noteContacts([{ householdId, deviceId, at, presentUntil: at + presentFor }])
      return (noted.get(deviceId) ?? 0) - BEGIN
    }
    assert.equal(await contact(0, 60_000), 0)
    assert.deepEqual(await presentUntil(home), [BEGIN])
    assert.equal(await contact(1, 60_000), 15_001)
    assert.deepEqual(await presentUntil(home), [BEGIN + 60_001])
    assert.equal(await contact(15_001, 60_000), 15_001)
    assert.deepEqual(await presentUntil(home), [BEGIN + 60_001])
    assert.equal(await contact(15_002, 1_000), 30_002)
    assert.deepEqual(await presentUntil(home), [BEGIN + 60_001])
    assert.equal((await store.head(householdId)).seq, 0)
  })

  test('[K21] contacts of many households and of devices that are gone are noted together', async () => {
    const homes = [await newHome(opened()), await newHome(opened())]
    const { store } = opened()
    const contacts = []
    for (const home of homes) {
      const device = { ...newDevice(home), presentUntil: 0, heardAt: 0 }
      await saveDevices(store, home, device)
      const { householdId } = home
      const { deviceId } = device.view
      contacts.push(
        { householdId, deviceId, at: BEGIN + 5, presentUntil: BEGIN + 5 },
        { householdId, deviceId, at: BEGIN, presentUntil: BEGIN },
        { householdId, deviceId: newId<DeviceId>(), at: BEGIN, presentUntil: BEGIN },
      )
    }
    const [first, second] = homes
    assert.ok(first && second && contacts[0])
    const { householdId } = second
    const strange = { householdId, deviceId: contacts[0].deviceId, at: BEGIN, presentUntil: BEGIN * 2 }
    const noted = await store.noteContacts([...contacts, strange])
    const known = new Set(
      contacts
        .slice(0, 2)
        .concat(contacts.slice(3, 5))
        .map(({ deviceId }) => deviceId),
    )
    assert.deepEqual(new Set(noted.keys()), known)
    for (const home of homes) assert.deepEqual(await presentUntil(home), [BEGIN + 5])
    assert.equal((await store.noteContacts([])).size, 0)
  })

  test('[K22] after an outage no device that was online lapses before the grace is over', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    await saveDevices(
      store,
      home,
      { ...newDevice(home, { name: 'a' }), presentUntil: BEGIN },
      { ...newDevice(home, { name: 'b' }), presentUntil: BEGIN + 100_000 },
      { ...newDevice(home, { name: 'c', online: false }), presentUntil: BEGIN },
    )
    await store.graceUntil(BEGIN + 60_000)
    const devices = [...(await devicesOf(home))].sort((a, b) => (a.view.name < b.view.name ? -1 : 1))
    assert.deepEqual(
      devices.map((device) => device.presentUntil),
      [BEGIN + 60_000, BEGIN + 100_000, BEGIN],
    )
    assert.deepEqual(new Set(devices.map((device) => device.heardAt)), new Set([BEGIN]))
  })

  test('[K6] who may sound is answered from the session and the device of one household', async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const { store } = opened()
    const device = newDevice(home)
    await saveDevices(store, home, device)
    const { view } = loadedSession(await loaded(store, home, sessionOf(home)))
    const { deviceId } = device.view
    const right = (from: Home, sessionId: SessionId, id: DeviceId) =>
      store.right(from.householdId, sessionId, id)
    const { heardAt } = device
    assert.deepEqual(await right(home, home.sessionId, deviceId), { view, heardAt, formats: null })
    assert.deepEqual(await right(home, home.sessionId, newId()), { view, heardAt: null, formats: null })
    assert.equal(await right(neighbour, home.sessionId, deviceId), null)
    assert.equal((await right(neighbour, neighbour.sessionId, deviceId))?.heardAt, null)
    const choosy = newDevice(home, {
      capabilities: { ...device.view.capabilities, formats: ['audio/mpeg'] },
    })
    await saveDevices(store, home, choosy)
    const { formats } = (await right(home, home.sessionId, choosy.view.deviceId)) ?? {}
    assert.deepEqual(formats, ['audio/mpeg'])
  })
}
