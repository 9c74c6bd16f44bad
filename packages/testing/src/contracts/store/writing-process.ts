// A process that writes to a store until it is killed, and says each number as soon as it is acknowledged. Arguments:
// the engine, where the database is, the home as JSON, and at which statement to kill itself (0: never).
import { writeSync } from 'node:fs'
import { openPostgres, openSqlite, sqlStore } from '@baton/hub/stores/sql'
import { type CommandId, type DeviceId, sessionRoom } from '@baton/protocol'
import {
  BEGIN,
  type Home,
  loadedSession,
  moved,
  newDevice,
  newEntry,
  receiptFor,
  seeked,
} from './fixtures.ts'

const WRITERS = 8

const [engine, place, homeText, dieAtText] = process.argv.slice(2)
if (!place || !homeText) throw new Error('Give the engine, the place and the home')
const home = JSON.parse(homeText) as Pick<Home, 'householdId' | 'userId' | 'sessionId'>
const dieAt = Number(dieAtText ?? 0)

let statements = 0
const database =
  engine === 'sqlite'
    ? openSqlite({ path: place, synchronous: 'full' })
    : openPostgres({ url: place, max: 4 })
const store = sqlStore(database, {
  hooks: {
    beforeStatement: () => {
      if (++statements === dieAt) process.kill(process.pid, 'SIGKILL')
    },
  },
})
await Promise.all(Array.from({ length: WRITERS }, writeForEver))

async function writeForEver(): Promise<never> {
  for (;;) writeSync(1, `${await writeOnce()}\n`)
}

/** Two events, one more entry, one more device, one more receipt, the timer set anew: all or nothing of it. */
async function writeOnce(): Promise<number> {
  const full: Home = { ...home, room: sessionRoom(home.sessionId), epoch: '' as Home['epoch'] }
  const device = newDevice(full, { deviceId: crypto.randomUUID() as DeviceId })
  const needs = { sessionId: home.sessionId, queue: 'all' as const }
  const { seq } = await store.transact(home.householdId, needs, (found) => {
    const before = loadedSession(found)
    const entries = [...(before.queue?.entries ?? []), newEntry()]
    const after = moved(before, {}, { entries, order: entries.map((entry) => entry.entryId).reverse() })
    const { revision } = after.view
    const commandId = `command ${revision}` as CommandId
    return {
      value: null,
      commandId,
      writes: {
        at: BEGIN + revision,
        events: [seeked(full, revision), seeked(full, revision)],
        session: { before, after },
        devices: [device],
        due: [{ key: 'timer', due: { at: BEGIN + revision, command: { type: 'ring' } } }],
        receipt: receiptFor(full, commandId),
      },
    }
  })
  return seq
}
