import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { CommandId } from '@baton/protocol'
import { BEGIN, type Home, loaded, newHome, type OpenedStore, queueOf } from './fixtures.ts'

const PROGRAM = fileURLToPath(new URL('./writing-process.ts', import.meta.url))

/** What a process leaves behind that is killed while it writes. */
export function killedRules(opened: () => OpenedStore): void {
  test('[K9] [K1] of a process that is killed, everything acknowledged is there and nothing is half done', async () => {
    const home = await newHome(opened())
    let highest = 0
    for (const manner of [
      { afterNumbers: 1 },
      { afterNumbers: 40 },
      ...[27, 58, 111].map((atStatement) => ({ atStatement })),
    ]) {
      highest = Math.max(highest, await killedAfter(opened(), home, manner))
      const seq = await assertWhole(opened(), home)
      assert.ok(
        seq >= highest,
        `the log ends at ${seq}, and ${highest} was acknowledged (${JSON.stringify(manner)})`,
      )
    }
    assert.ok(highest > 40, `${highest} were acknowledged`)
  })
}

type Manner = { readonly afterNumbers?: number; readonly atStatement?: number }

/** Lets a process write until it is killed. Answers with the highest number that it said was committed. */
async function killedAfter(
  { database, place }: OpenedStore,
  home: Home,
  { afterNumbers = Number.POSITIVE_INFINITY, atStatement = 0 }: Manner,
): Promise<number> {
  const writer = spawn(
    process.execPath,
    [PROGRAM, database.engine, place, JSON.stringify(home), String(atStatement)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const exit = once(writer, 'exit')
  let highest = 0
  let numbers = 0
  for await (const line of createInterface({ input: writer.stdout })) {
    highest = Math.max(highest, Number(line))
    if (++numbers >= afterNumbers) writer.kill('SIGKILL')
  }
  const [, signal] = await exit
  assert.equal(signal, 'SIGKILL')
  return highest
}

/** Each command wrote two events, an entry, a device, a receipt and the timer: so they all tell the same count. */
async function assertWhole({ store }: OpenedStore, home: Home): Promise<number> {
  // Waits for a commit that a server may still be at.
  await loaded(store, home, {})
  const events = await store.eventsAfter(home.householdId, 0, 100_000)
  const { seq } = await store.head(home.householdId)
  assert.deepEqual(
    events.map((event) => [event.seq, event.revision]),
    Array.from({ length: seq }, (_, index) => [index + 1, Math.floor(index / 2) + 1]),
  )
  const commands = seq / 2
  const { session, devices } = await loaded(store, home, {
    sessionId: home.sessionId,
    devicesOf: home.userId,
  })
  const queue = await queueOf(store, home)
  assert.deepEqual(
    [session?.view.revision, devices.length, queue?.entries.length, queue?.order?.length ?? 0],
    [commands, commands, commands, commands],
  )
  const works = (await store.dueBefore(BEGIN * 2, 100)).filter(
    (work) => work.householdId === home.householdId,
  )
  assert.deepEqual(
    works.map((work) => work.at),
    commands > 0 ? [BEGIN + commands] : [],
  )
  const receipt = async (nth: number) => {
    const commandId = `command ${nth}` as CommandId
    return (await loaded(store, home, { receipt: { principal: home.userId, commandId } })).receipt
  }
  for (let nth = 1; nth <= commands; nth++) assert.equal((await receipt(nth))?.at, BEGIN + nth)
  assert.equal(await receipt(commands + 1), null)
  return seq
}
