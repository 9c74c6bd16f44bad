import type { HouseholdId } from '@baton/protocol'
import type { Contact, Store } from '#engine'
import { graceUntil, lapsingBefore, noteContacts } from '../device/contacts.ts'
import { dueBefore, nextDueAt } from '../household/due-work.ts'
import { eventsAfter } from '../household/event-log.ts'
import { askHousehold } from '../household/household-rows.ts'
import { allHouseholds, PRUNE_STEP, pruneEvents, pruneReceipts } from '../household/prune.ts'
import type { PlaylistRows } from '../playlist/playlist-rows.ts'
import type { SqlDatabase } from '../runtime/database.ts'
import { type Words, wordsOf } from '../runtime/dialect.ts'
import { postgresRunner } from '../runtime/postgres-runner.ts'
import type { StoreHooks } from '../runtime/runner.ts'
import { ask, type Row, type Script } from '../runtime/script.ts'
import { sqliteRunner } from '../runtime/sqlite-runner.ts'
import type { QueueRows } from '../session/queue-rows.ts'
import { rightToSound } from '../session/right-to-sound.ts'
import type { SessionHead } from '../session/session-rows.ts'
import { type KeptRows, rowsCache } from './rows-cache.ts'
import { takePicture } from './snapshot.ts'
import { transact } from './transact.ts'

const LANE_OF_NOBODY = ''

/** The store on an open, migrated database. Closing it leaves the database open: whoever opened that closes it. */
export function sqlStore(database: SqlDatabase, { hooks = {} }: { readonly hooks?: StoreHooks } = {}): Store {
  const words = wordsOf(database.engine)
  const runner =
    database.engine === 'sqlite' ? sqliteRunner(database, hooks) : postgresRunner(database, hooks)
  const kept: KeptRows = { queues: rowsCache(), playlists: rowsCache() }
  const keepQueue = ({ head, rows }: { readonly head: SessionHead; readonly rows: QueueRows }) =>
    kept.queues.keep(head.view.sessionId, head.queueRevision, rows)
  const keepPlaylist = ({ view, entries, ranks }: PlaylistRows) => {
    const { playlistId, revision } = view
    // Saved without its entries, it has those of the revision before.
    const rows = entries === null ? kept.playlists.get(playlistId, revision - 1) : { view, entries, ranks }
    if (rows) kept.playlists.keep(playlistId, revision, { ...rows, view })
  }

  return {
    async transact(householdId, needs, decide) {
      const { committed, queue, playlist } = await runner.write(householdId, () =>
        transact(words, kept, householdId, needs, decide),
      )
      if (queue) keepQueue(queue)
      if (playlist) keepPlaylist(playlist)
      return committed
    },
    eventsAfter: (householdId, after, limit) => runner.read(() => eventsAfter(householdId, after, limit)),
    async picture(householdId, userId, rooms) {
      const taken = await runner.read(() => takePicture(kept, householdId, userId, rooms))
      taken.queues.forEach(keepQueue)
      taken.playlists.forEach(keepPlaylist)
      return taken.picture
    },
    right: (householdId, sessionId, deviceId) =>
      runner.read(() => rightToSound(householdId, sessionId, deviceId)),
    async head(householdId) {
      const [{ epoch, seq }] = await runner.read(() => ask(askHousehold(householdId, null)))
      return { epoch, seq }
    },
    heads: (householdIds) => runner.read(() => heads(words, householdIds)),
    dueBefore: (now, limit) => runner.read(() => dueBefore(now, limit)),
    nextDueAt: () => runner.read(nextDueAt),
    async noteContacts(contacts) {
      const byHousehold = Map.groupBy(contacts, (contact: Contact) => contact.householdId)
      await Promise.all(
        [...byHousehold].map(([householdId, own]) =>
          runner.write(householdId, () => noteContacts(words, householdId, own)),
        ),
      )
    },
    async graceUntil(until) {
      for (const householdId of await runner.read(() => lapsingBefore(until))) {
        await runner.write(householdId, () => graceUntil(words, householdId, until))
      }
    },
    async prune({ receiptsBefore, eventsBefore, keepEvents }) {
      const receipts = await stepwise(() => runner.write(LANE_OF_NOBODY, () => pruneReceipts(receiptsBefore)))
      let events = 0
      for (const householdId of await runner.read(allHouseholds)) {
        events += await stepwise(() =>
          runner.write(householdId, () => pruneEvents(words, householdId, eventsBefore, keepEvents)),
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
  words: Words,
  householdIds: readonly HouseholdId[],
): Script<ReadonlyMap<HouseholdId, number>> {
  const [found] = yield* ask({
    statement: {
      sql: `select id, seq from household where id in ${words.eachText}`,
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
