import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type AcceptedReceipt, type Ask, type Hub, isFailure } from '@baton/client'
import { seedOr } from '../fakes/fixed-seeds.ts'
import { Dice } from '../fakes/seeded-chance.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const KILLS = 20
const SENDERS = 4
/** Passing or to be expected of commands that meet each other in any order. */
const ANSWERED_NO = [
  'queue.entry-not-found',
  'session.nothing-to-play',
  'limit.too-many',
  'hub.busy',
] as const

interface Sent {
  readonly hub: Hub
  readonly ask: Ask
  readonly commandId: string
  /** `unknown`: the hub died over it. */
  receipt: AcceptedReceipt | 'refused' | 'unknown'
}

interface LogRow {
  readonly seq: number
  readonly room: string
  readonly revision: number
  readonly command_id: string | null
}

test('[L1] [L2] [L6] [C1] a hub that is killed twenty times in a burst loses nothing that it acknowledged', async (t) => {
  const seed = seedOr(1)
  t.diagnostic(`seed ${seed}`)
  const dice = new Dice(seed)
  await using world = await HubProcessWorld.build({ devices: 1 })
  const [device] = world.devices
  assert.ok(device)
  const hubs = await Promise.all(Array.from({ length: SENDERS }, () => world.client()))
  const [first] = hubs
  assert.ok(first)
  await device.hub.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  await using plain = await world.plainFollower()
  await until('the plain follower has its snapshot', async () => plain.events.length > 0)
  const following = await world.follower()
  let snapshots = 0
  following.listen(({ cause }) => {
    if (cause === 'snapshot') snapshots++
  })
  const sent: Sent[] = []

  for (let kill = 1; kill <= KILLS; kill++) {
    const burst = hubs.map((hub) => sendUntilKilled(hub, world, dice, sent))
    await wait(dice.between(20, 250))
    await world.hub.end('SIGKILL')
    await Promise.all(burst)
    await checkFile(world.data)
    await world.start()
    await repeatSome(sent, dice)
    await until('the plain follower is there again', async () => plain.connections === kill + 1)
  }

  const log = await readLog(world.data)
  const head = log.at(-1)?.seq ?? 0
  await until(
    'both followers are at the head',
    async () => plain.seq >= head && following.state.get().seq >= head,
  )
  checkLog(log)
  checkSent(sent, log)
  assert.equal(snapshots, 0, 'the client was sent a snapshot: it could not go on by replay')
  assert.equal(plain.named('resync').length, 0)
  assert.equal(plain.named('snapshot').length, 1)
  const from = plain.seqs[0] ?? 0
  assert.deepEqual(
    plain.seqs.filter((seq) => seq <= head),
    log.map(({ seq }) => seq).filter((seq) => seq >= from),
  )
  const read = await first.session()
  const { session } = following.state.get()
  assert.deepEqual(
    [session?.revision, session?.playState, session?.timeline, session?.current, session?.volumes],
    [read.revision, read.playState, read.timeline, read.current, read.volumes],
  )
  assert.ok(sent.filter(({ receipt }) => typeof receipt === 'object').length > KILLS * SENDERS)
})

/** One after the other, as fast as the answers come, until one does not come. */
async function sendUntilKilled(hub: Hub, world: HubProcessWorld, dice: Dice, sent: Sent[]): Promise<void> {
  for (;;) {
    const row: Sent = { hub, ask: someAsk(world, dice), commandId: dice.uuid(), receipt: 'unknown' }
    sent.push(row)
    await send(row)
    if (row.receipt === 'unknown') return
  }
}

async function send(row: Sent, expiresMs = 0): Promise<void> {
  const { hub, ask, commandId } = row
  try {
    row.receipt = (await hub.send(ask, { commandId, expiresMs })).receipt
  } catch (error) {
    if (isFailure(error, ...ANSWERED_NO)) row.receipt = 'refused'
    else if (!isFailure(error, 'client.offline')) throw error
  }
}

function someAsk({ trackIds, devices }: HubProcessWorld, dice: Dice): Ask {
  const trackId = dice.pick(trackIds)
  const [device] = devices
  return dice.pick<() => Ask>([
    () => ({ type: 'session.seek', positionMs: dice.below(150_000) }),
    () => ({
      type: 'session.set-volume',
      volume: dice.below(101),
      ...(device && { deviceId: device.deviceId }),
    }),
    () => ({
      type: 'session.set-options',
      shuffle: dice.chance(0.5),
      repeatMode: dice.pick(['off', 'one', 'all']),
    }),
    () => ({ type: 'queue.enqueue', source: { trackIds: [trackId] }, at: dice.pick(['end', 'next']) }),
    () => ({ type: 'session.next' }),
    () => ({ type: 'session.toggle' }),
    () => ({ type: 'session.like', trackId, liked: dice.chance(0.5) }),
  ])()
}

/** What was answered is answered in the same way again; what was not is sent once more, and has one effect. */
async function repeatSome(sent: readonly Sent[], dice: Dice): Promise<void> {
  const answered = sent.filter(({ receipt }) => typeof receipt === 'object').slice(-20)
  for (const row of answered.length > 0 ? [dice.pick(answered)] : []) {
    const again: Sent = { ...row, receipt: 'unknown' }
    await send(again, 10_000)
    assert.deepEqual(again.receipt, row.receipt)
  }
  for (const row of sent) if (row.receipt === 'unknown') await send(row, 10_000)
}

/** Looks at a copy, so that the hub itself finds the file as it was left. */
async function checkFile(data: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-copy-'))
  try {
    for (const name of ['baton.db', 'baton.db-wal', 'baton.db-shm']) {
      await cp(join(data, name), join(folder, name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
    using database = new DatabaseSync(join(folder, 'baton.db'))
    assert.deepEqual({ ...database.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
    assert.equal(database.prepare('pragma foreign_key_check').all().length, 0)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readLog(data: string): Promise<readonly LogRow[]> {
  using database = new DatabaseSync(join(data, 'baton.db'), { readOnly: true })
  const rows = database.prepare('select seq, room, revision, command_id from event order by seq').all()
  return rows as unknown as LogRow[]
}

function checkLog(log: readonly LogRow[]): void {
  assert.deepEqual(
    log.map(({ seq }) => seq),
    log.map((_, index) => index + 1),
    'the log has a hole',
  )
  const session = log.filter(({ room }) => room.startsWith('session:'))
  let before = { revision: 0, commandId: '' as string | null }
  for (const { revision, command_id: commandId, seq } of session) {
    const sameCommand = commandId !== null && commandId === before.commandId
    const rise = revision - before.revision
    assert.ok(
      rise === 1 || (rise === 0 && (sameCommand || commandId === null)),
      `revision ${revision} at ${seq}`,
    )
    before = { revision, commandId }
  }
}

/** Every acknowledged command is there, at its number and revision, once. */
function checkSent(sent: readonly Sent[], log: readonly LogRow[]): void {
  const bySeq = new Map(log.map((row) => [row.seq, row]))
  for (const { commandId, receipt, ask } of sent) {
    const effects = new Set(log.filter((row) => row.command_id === commandId).map(({ revision }) => revision))
    if (receipt === 'refused' || receipt === 'unknown' || !receipt.changed) {
      assert.notEqual(receipt, 'unknown', `${ask.type} was never answered`)
      assert.equal(effects.size, 0, `${ask.type} changed nothing by its answer, and has an effect`)
      continue
    }
    const row = bySeq.get(receipt.seq)
    assert.equal(
      row?.command_id,
      commandId,
      `${ask.type} was acknowledged at ${receipt.seq} and is not there`,
    )
    assert.equal(row?.revision, receipt.revision)
    assert.deepEqual([...effects], [receipt.revision])
  }
}
