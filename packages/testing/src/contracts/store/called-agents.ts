import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CALLED_AGENTS, change, DEVICES, type Device } from '@baton/hub/domain'
import { sqlCalledAgents } from '@baton/hub/stores/sql'
import type { DeviceId } from '@baton/protocol'
import {
  BEGIN,
  type Home,
  newDevice,
  newHome,
  newHousemate,
  newId,
  type OpenedStore,
  read,
  saveDevices,
} from './fixtures.ts'

/** Agents that the hub calls, as both engines have them: rules CB4, CB11, CB44 and CB45 of docs/protocol/devices.md. */
export function calledAgentRules(opened: () => OpenedStore): void {
  const agents = () => sqlCalledAgents(opened().database)
  const heardAt = (device: Device, at: number): Device => ({ ...device, heardAt: at })

  test('[CB44] agents of one household are told with whose they are, and other devices are not', async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const { store } = opened()
    const kitchen = newAgent(home, 'http://10.0.0.1:9000')
    await saveDevices(store, home, newDevice(home), kitchen, newDevice(home, { kind: 'agent' }))
    await saveDevices(store, neighbour, newAgent(neighbour, 'http://10.0.0.1:9000'))
    const { householdId, userId, sessionId } = home
    const times = { registeredAt: null, reportedAt: null }
    const row = { householdId, userId, sessionId, view: kitchen.view, address: '10.0.0.1', ...times }
    assert.deepEqual(await agents().all(householdId), [{ ...row, presenceAt: BEGIN }])
    const everybody = (await agents().all()).map((one) => one.householdId)
    assert.ok(everybody.includes(householdId) && everybody.includes(neighbour.householdId))
    assert.deepEqual(await agents().all((await newHome(opened())).householdId), [])
  })

  test('[CB11] people are there by their browsers and programs, and not by what follows by itself', async () => {
    const home = await newHome(opened())
    const mate = await newHousemate(opened(), home)
    const { store } = opened()
    const presence = async () => (await agents().all(home.householdId)).map(({ presenceAt }) => presenceAt)
    await saveDevices(store, home, newAgent(home), heardAt(newDevice(home, { kind: 'agent' }), BEGIN + 9))
    await saveDevices(store, mate, heardAt(newDevice(mate), BEGIN + 8))
    assert.deepEqual(await presence(), [null])
    const phone = heardAt(newDevice(home), BEGIN + 2)
    await saveDevices(store, home, phone, heardAt(newDevice(home, { kind: 'program' }), BEGIN + 3))
    assert.deepEqual(await presence(), [BEGIN + 3])
    await store.noteContacts([
      {
        householdId: home.householdId,
        deviceId: phone.view.deviceId,
        at: BEGIN + 60_000,
        presentUntil: BEGIN * 2,
      },
    ])
    // Written seldom, and therefore for some time ahead.
    assert.ok(((await presence())[0] ?? 0) >= BEGIN + 60_000)
  })

  test('[CB45] instants are noted together, take no number, and pass over what is gone or another’s', async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const { store } = opened()
    const [kitchen, attic] = [newAgent(home), newAgent(home)]
    await saveDevices(store, home, kitchen, attic)
    const { householdId } = home
    const times = (device: Device, registeredAt: number | null, from = householdId) => ({
      householdId: from,
      deviceId: device.view.deviceId,
      registeredAt,
      reportedAt: registeredAt && registeredAt + 1,
    })
    const noted = async () =>
      new Map(
        (await agents().all(householdId)).map((row) => [
          row.view.deviceId,
          [row.registeredAt, row.reportedAt],
        ]),
      )
    const gone = { ...times(kitchen, BEGIN), deviceId: newId<DeviceId>() }
    await agents().note([times(attic, BEGIN + 5), gone, times(kitchen, BEGIN + 7)])
    await agents().note([times(kitchen, null), times(attic, 1, neighbour.householdId)])
    assert.deepEqual((await noted()).get(attic.view.deviceId), [BEGIN + 5, BEGIN + 6])
    assert.deepEqual((await noted()).get(kitchen.view.deviceId), [null, null])
    assert.equal((await store.head(householdId)).seq, 0)
    await agents().note([])
    await Promise.all([
      agents().note([times(kitchen, BEGIN), times(attic, BEGIN)]),
      agents().note([times(attic, BEGIN), times(kitchen, BEGIN)]),
    ])
    assert.deepEqual(
      [...(await noted()).values()],
      [
        [BEGIN, BEGIN + 1],
        [BEGIN, BEGIN + 1],
      ],
    )
  })

  test('[CB4] whoever adds one sees the addresses of everybody in the household, until they are removed', async () => {
    const home = await newHome(opened())
    const mate = await newHousemate(opened(), home)
    const neighbour = await newHome(opened())
    const { store } = opened()
    const known = async () => [...(await read(store, home, CALLED_AGENTS, null))].sort()
    assert.deepEqual(await known(), [])
    const kitchen = newAgent(home, 'http://10.0.0.1:9000')
    await saveDevices(store, home, kitchen, newDevice(home))
    await saveDevices(store, mate, newAgent(mate, 'http://10.0.0.2:9000'))
    await saveDevices(store, neighbour, newAgent(neighbour, 'http://10.0.0.3:9000'))
    assert.deepEqual(await known(), ['http://10.0.0.1:9000', 'http://10.0.0.2:9000'])
    await store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], changes: [change(DEVICES, home.userId, [kitchen], [])] },
    }))
    assert.deepEqual(await known(), ['http://10.0.0.2:9000'])
    assert.equal((await agents().all(home.householdId)).length, 1)
  })
}

function newAgent(home: Home, baseUrl = 'http://10.0.0.1:9000'): Device {
  const agent = { baseUrl, reachable: null, mounted: null }
  return { ...newDevice(home, { kind: 'agent', agent }), agentAddress: new URL(baseUrl).hostname }
}
