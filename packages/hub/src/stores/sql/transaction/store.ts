import type { HouseholdId } from '@baton/protocol'
import type { Contact, Store } from '#engine'
import { graceUntil, lapsingBefore, noteContacts } from '../device/contacts.ts'
import { FAMILY_ROWS, ROOM_ROWS } from '../families.ts'
import { dueBefore, nextDueAt } from '../household/due-work.ts'
import { eventsAfter, pageAfter } from '../household/event-log.ts'
import { askHousehold } from '../household/household-rows.ts'
import { allHouseholds, PRUNE_STEP, pruneEvents, pruneReceipts } from '../household/prune.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { type Dialect, dialectOf } from '../runtime/dialect.ts'
import { postgresRunner } from '../runtime/postgres-runner.ts'
import type { StoreHooks } from '../runtime/runner.ts'
import { ask, type Row, type Script } from '../runtime/script.ts'
import { sqliteRunner } from '../runtime/sqlite-runner.ts'
import { rightToSound } from '../session/right-to-sound.ts'
import { readStates } from './read.ts'
import { type MakeRows, rowsByKind } from './rows.ts'
import type { MakeRoomRows } from './shown-room.ts'
import { takeSnapshot } from './snapshot.ts'
import { keepCommitted, transact } from './transact.ts'

const LANE_OF_NOBODY = ''

export interface SqlStoreOptions {
  readonly hooks?: StoreHooks
  /** What it keeps; missing: everything that a hub decides on. */
  readonly families?: readonly MakeRows[]
  /** How rooms are read; missing: all those of a hub. */
  readonly rooms?: readonly MakeRoomRows[]
}

/** The store on an open, migrated database. Closing it leaves the database open: whoever opened that closes it. */
export function sqlStore(
  database: SqlDatabase,
  { hooks = {}, families = FAMILY_ROWS, rooms = ROOM_ROWS }: SqlStoreOptions = {},
): Store {
  const dialect = dialectOf(database.engine)
  const runner =
    database.engine === 'sqlite' ? sqliteRunner(database, hooks) : postgresRunner(database, hooks)
  const rowsOf = rowsByKind(families.map((make) => make(dialect)))
  const roomRows = rooms.map((make) => make(rowsOf, dialect))

  return {
    async transact(householdId, needs, decide) {
      const transacted = await runner.write(householdId, () =>
        transact(dialect, rowsOf, householdId, needs, decide),
      )
      keepCommitted(transacted)
      return transacted.committed
    },
    pageAfter: (householdId, after, bounds) => runner.read(() => pageAfter(householdId, after, bounds)),
    eventsAfter: (householdId, after, limit) => runner.read(() => eventsAfter(householdId, after, limit)),
    async snapshot(householdId, userId, asked) {
      const looking = { householdId, userId }
      const { snapshot, found } = await runner.read(() => takeSnapshot(roomRows, looking, asked))
      keepCommitted({ found, written: null })
      return snapshot
    },
    async read(householdId, wanted) {
      const { found, loaded } = await runner.read(() => readStates(rowsOf, householdId, wanted))
      keepCommitted({ found, written: null })
      return loaded
    },
    right: (householdId, sessionId, deviceId) =>
      runner.read(() => rightToSound(householdId, sessionId, deviceId)),
    async head(householdId) {
      const [{ epoch, seq }] = await runner.read(() => ask(askHousehold(householdId, null)))
      return { epoch, seq }
    },
    heads: (householdIds) => runner.read(() => heads(dialect, householdIds)),
    dueBefore: (now, limit) => runner.read(() => dueBefore(now, limit)),
    nextDueAt: () => runner.read(nextDueAt),
    async noteContacts(contacts) {
      const byHousehold = Map.groupBy(contacts, (contact: Contact) => contact.householdId)
      const noted = await Promise.all(
        [...byHousehold].map(([householdId, own]) =>
          runner.write(householdId, () => noteContacts(dialect, householdId, own)),
        ),
      )
      return new Map(noted.flatMap((heardUntil) => [...heardUntil]))
    },
    async graceUntil(until) {
      for (const householdId of await runner.read(() => lapsingBefore(until))) {
        await runner.write(householdId, () => graceUntil(dialect, householdId, until))
      }
    },
    async prune({ receiptsBefore, eventsBefore, keepEvents }) {
      const receipts = await stepwise(() => runner.write(LANE_OF_NOBODY, () => pruneReceipts(receiptsBefore)))
      let events = 0
      for (const householdId of await runner.read(allHouseholds)) {
        events += await stepwise(() =>
          runner.write(householdId, () => pruneEvents(dialect, householdId, eventsBefore, keepEvents)),
        )
      }
      return { receipts, events }
    },
    ping: () => runner.read(ping),
    close: () => runner.close(),
  }
}

/** Repeats a step until one did less than it could, and adds up what they did. */
async function stepwise(step: () => Promise<number>): Promise<number> {
  let total = 0
  for (;;) {
    const done = await step()
    total += done
    if (done < PRUNE_STEP) return total
  }
}

function* heads(
  dialect: Dialect,
  householdIds: readonly HouseholdId[],
): Script<ReadonlyMap<HouseholdId, number>> {
  const [found] = yield* ask({
    statement: {
      sql: `select id, seq from household where id in ${dialect.eachText}`,
      parameters: [JSON.stringify(householdIds)],
    },
    answer: (rows) =>
      new Map(
        (rows as readonly (Row & { readonly id: HouseholdId; readonly seq: number })[]).map((row) => [
          row.id,
          row.seq,
        ]),
      ),
  })
  return found
}

function* ping(): Script<void> {
  yield { statements: [{ sql: 'select 1 as yes', parameters: [] }], last: false }
}
