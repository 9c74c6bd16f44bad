import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { DisplayOwner, DisplayStore, Provision } from '@baton/hub/engine'
import { insertHousehold, type SqlDatabase } from '@baton/hub/stores/sql'
import type { DeviceId, HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'

export interface DisplayStoreWorld extends AsyncDisposable {
  readonly store: DisplayStore
  readonly database: SqlDatabase
}

const NOW = 1_800_000_000_000
const MOST = 1_000

/** Provisions and credentials of displays: rules DI1 to DI6 of docs/protocol/displays.md. */
export function displayStoreContract({
  name,
  open,
}: {
  readonly name: string
  open(): Promise<DisplayStoreWorld>
}): void {
  test(`[DI1] ${name}: a code stands for one display, until it runs out; so many wait`, async () => {
    await using world = await open()
    const { store } = world
    const first = provision('AAAAAA')
    assert.equal(await store.putProvision(first, NOW, 2), 'put')
    assert.equal(await store.putProvision(provision('AAAAAA'), NOW, 2), 'taken')
    assert.deepEqual(await store.provisionByCode('AAAAAA', NOW), first)
    assert.equal(await store.provisionByCode('AAAAAA', first.expiresAt), null)
    assert.equal(await store.putProvision(provision('BBBBBB'), NOW, 2), 'put')
    assert.equal(await store.putProvision(provision('CCCCCC'), NOW, 2), 'full')
    const later = { ...provision('AAAAAA'), expiresAt: first.expiresAt + 1_000 }
    assert.equal(await store.putProvision(later, first.expiresAt, 2), 'put', 'what has run out makes room')
    assert.deepEqual(await store.provisionByCode('AAAAAA', first.expiresAt), later)
  })

  test(`[DI3] [DI4] ${name}: it is claimed once, and its first token is given once`, async () => {
    await using world = await open()
    const { store } = world
    const { playerKey, owner } = await claimable(world, { claimHash: 'secret', network: '192.0.2.1' })
    assert.equal(await store.handOut(playerKey), null)
    const claims = await Promise.all([1, 2, 3].map(() => store.claim(playerKey, owner, NOW)))
    assert.equal(claims.filter(Boolean).length, 1)
    const waiting = { network: '192.0.2.1', claimHash: 'secret', registeredAt: NOW }
    assert.deepEqual(await store.handOut(playerKey), waiting)
    const [one, two] = [randomUUID(), randomUUID()]
    const given = await Promise.all([
      store.putFirstToken(playerKey, one),
      store.putFirstToken(playerKey, two),
    ])
    assert.equal(given.filter(Boolean).length, 1)
    assert.equal(await store.handOut(playerKey), null)
    assert.deepEqual(await store.byToken(given[0] ? one : two), { playerKey, ...owner })
    assert.equal(await store.byToken(given[0] ? two : one), null)
  })

  test(`[DI5] [DI6] ${name}: another token ends the former, and with its device it is gone`, async () => {
    await using world = await open()
    const { store, database } = world
    const { playerKey, owner } = await claimable(world)
    await store.claim(playerKey, owner, NOW)
    const [first, second] = [randomUUID(), randomUUID()]
    await store.putFirstToken(playerKey, first)
    assert.equal(await store.rotate(playerKey, randomUUID() as UserId, second), false)
    assert.equal(await store.rotate(playerKey, owner.userId, second), true)
    assert.equal(await store.byToken(first), null)
    await store.noteConnection(playerKey, 'c1')
    const standing = [{ playerKey, tokenHash: second, connectionId: 'c1' }]
    assert.deepEqual(await store.standing([playerKey, randomUUID() as DeviceId]), standing)
    assert.deepEqual(await store.standing([...manyKeys(), playerKey]), standing)
    assert.deepEqual(await store.standing([]), [])
    await database.kysely.deleteFrom('device').where('id', '=', playerKey).execute()
    assert.equal(await store.byToken(second), null)
    assert.deepEqual(await store.standing([playerKey]), [])
  })

  test(`[MQ33] [MQ34] ${name}: a broker is told of those that have a token, and of a token how it is sealed now`, async () => {
    await using world = await open()
    const { store } = world
    const { playerKey, owner } = await claimable(world)
    await store.claim(playerKey, owner, NOW)
    assert.equal(await store.byKey(playerKey), null)
    assert.deepEqual(await store.credentials([playerKey]), [])
    const [first, second] = [randomUUID(), randomUUID()]
    await store.putFirstToken(playerKey, first)
    assert.deepEqual(await store.byKey(playerKey), { playerKey, ...owner })
    const credential = (tokenHash: string, sealedToken: string | null) => [
      { playerKey, tokenHash, sealedToken },
    ]
    assert.deepEqual(await store.credentials([playerKey]), credential(first, null))
    await store.sealToken(playerKey, second, 'of another token')
    assert.deepEqual(await store.credentials([playerKey]), credential(first, null))
    await store.sealToken(playerKey, first, 'one')
    assert.deepEqual(await store.credentials([...manyKeys(), playerKey]), credential(first, 'one'))
    await store.rotate(playerKey, owner.userId, second, 'two')
    const all = await store.credentials()
    assert.deepEqual(
      all.filter((one) => one.playerKey === playerKey),
      credential(second, 'two'),
    )
    await store.rotate(playerKey, owner.userId, first)
    assert.deepEqual(await store.credentials([playerKey]), credential(first, null), 'the former is gone')
  })

  test(`[MQ36] ${name}: those that are there, as far as they have a token`, async () => {
    await using world = await open()
    const { store, database } = world
    const { playerKey, owner } = await claimable(world)
    await store.claim(playerKey, owner, NOW)
    const own = async (most = 1_000) =>
      (await store.online(most)).filter((one) => one.householdId === owner.householdId)
    const isOnline = (online: number) =>
      database.kysely.updateTable('device').set({ online }).where('id', '=', playerKey).execute()
    await isOnline(1)
    assert.deepEqual(await own(), [])
    await store.putFirstToken(playerKey, randomUUID())
    assert.deepEqual(await own(), [{ playerKey, ...owner }])
    assert.deepEqual(await own(0), [])
    await isOnline(0)
    assert.deepEqual(await own(), [])
  })

  test(`[DI23] ${name}: a command is taken once, and its answer found by whoever passed it`, async () => {
    await using world = await open()
    const { store } = world
    const { playerKey, owner } = await claimable(world)
    await store.claim(playerKey, owner, NOW)
    const command = { commandId: randomUUID(), playerKey, message: { command: 'swap_next' } }
    await store.passCommand(command, NOW)
    const take = (now = NOW, most = 9) => store.takeCommands([playerKey], now, most)
    assert.deepEqual(await store.takeCommands([randomUUID() as DeviceId], NOW, 9), [])
    const taken = await Promise.all([take(), store.takeCommands([...manyKeys(), playerKey], NOW, 9)])
    assert.deepEqual(taken.flat(), [command])
    assert.equal(await store.answerOf(command.commandId), null)
    await store.answerCommand(command.commandId, { success: false, error: 'no room' })
    assert.deepEqual(await store.answerOf(command.commandId), { success: false, error: 'no room' })
    await store.passCommand({ ...command, commandId: randomUUID() }, NOW + 120_000)
    assert.equal(await store.answerOf(command.commandId), null, 'it is forgotten')
  })

  test(`[DI21] [DI22] ${name}: a command is taken by nobody once it is over, and no more at once than was asked for`, async () => {
    await using world = await open()
    const { store } = world
    const { playerKey, owner } = await claimable(world)
    await store.claim(playerKey, owner, NOW)
    const pass = async (at: number) => {
      const commandId = randomUUID()
      await store.passCommand({ commandId, playerKey, message: { at } }, at)
      return commandId
    }
    const take = async (now: number, most: number) =>
      (await store.takeCommands([playerKey], now, most)).map(({ commandId }) => commandId)
    const [first, second, third] = [await pass(NOW), await pass(NOW + 1), await pass(NOW + 2)]
    assert.deepEqual(await take(NOW, 1), [first])
    await store.answerCommand(first, { success: true, error: null })
    assert.deepEqual(await store.withdrawCommand(first), { success: true, error: null })
    assert.equal(await store.answerOf(first), null)
    assert.equal(await store.withdrawCommand(second), null)
    assert.deepEqual(await take(NOW + 60_003, 9), [], 'a minute later')
    assert.deepEqual(await take(NOW + 60_000, 9), [third])
  })
}

/** More than one statement asks for. */
function manyKeys(): readonly DeviceId[] {
  return Array.from({ length: 1_000 }, () => randomUUID() as DeviceId)
}

function provision(code: string, more: Partial<Provision> = {}): Provision {
  const playerKey = randomUUID() as DeviceId
  const plain = { network: '192.0.2.1', claimHash: null, model: 'Frame 64', firmware: null }
  return { playerKey, code, expiresAt: NOW + 900_000, ...plain, ...more }
}

/** A provision, and the device that it is to become, of a household that is there. */
async function claimable(
  { store, database }: DisplayStoreWorld,
  more: Partial<Provision> = {},
): Promise<{ readonly playerKey: DeviceId; readonly owner: DisplayOwner }> {
  const owner = {
    householdId: randomUUID() as HouseholdId,
    userId: randomUUID() as UserId,
    sessionId: randomUUID() as SessionId,
  }
  const made = provision(randomUUID().slice(0, 6), more)
  const epoch = '12345678' as LogEpoch
  await insertHousehold(database.kysely, { id: owner.householdId, name: 'Home', epoch, at: NOW })
  await store.putProvision(made, NOW, MOST)
  await database.kysely
    .insertInto('device')
    .values({
      id: made.playerKey,
      household_id: owner.householdId,
      owner_id: owner.userId,
      revision: 1,
      online: 0,
      view: '{}',
      present_until: 0,
      heard_at: 0,
      report_n: 0,
      confirmed: null,
      agent_address: null,
      agent_registered_at: null,
      agent_reported_at: null,
      shared: 0,
      lending: null,
    })
    .execute()
  return { playerKey: made.playerKey, owner }
}
