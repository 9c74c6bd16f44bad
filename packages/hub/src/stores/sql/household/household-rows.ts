import type { HouseholdId, LibrarySummary, LogEpoch } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { NewEvent } from '#engine'
import type { Words } from '../runtime/dialect.ts'
import { parsed, type Question, type Row, type Statement } from '../runtime/script.ts'
import type { Tables } from '../tables/tables.ts'

export interface Household {
  readonly epoch: LogEpoch
  readonly seq: number
  readonly floor: number
  readonly lastInstant: number
  readonly library: LibrarySummary
}

/** What stood in a household's row; `words` are given to hold the row, and with it the household, until the end. */
export function askHousehold(householdId: HouseholdId, words: Words | null): Question<Household> {
  return {
    statement: {
      sql: `select epoch, seq, floor, last_instant, library from household where id = ?${words?.forUpdate ?? ''}`,
      parameters: [householdId],
    },
    answer: (rows) => {
      const row = (rows as readonly HouseholdRow[])[0]
      if (!row) throw new Error(`There is no household ${householdId}`)
      return {
        epoch: row.epoch,
        seq: row.seq,
        floor: row.floor,
        lastInstant: row.last_instant,
        library: parsed<LibrarySummary>(row.library, () => `the library summary of household ${householdId}`),
      }
    },
  }
}

/** Room `library` shows what the log last said about it, whatever a running scan has written since. */
export function libraryAfter(before: LibrarySummary, events: readonly NewEvent[]): LibrarySummary {
  return events.reduce(
    (library, { event }) => (event.type === 'library.changed' ? event.library : library),
    before,
  )
}

export function saveHousehold(
  householdId: HouseholdId,
  { seq, lastInstant, library }: Pick<Household, 'seq' | 'lastInstant' | 'library'>,
): Statement {
  return {
    sql: 'update household set seq = ?, last_instant = ?, library = ? where id = ?',
    parameters: [seq, lastInstant, JSON.stringify(library), householdId],
    must: { change: 1, otherwise: () => new Error(`There is no household ${householdId}`) },
  }
}

interface HouseholdRow extends Row {
  readonly epoch: LogEpoch
  readonly seq: number
  readonly floor: number
  readonly last_instant: number
  readonly library: string
}

/** A household with an empty log. `epoch` must never have named another log. */
export async function insertHousehold(
  transaction: Kysely<Tables>,
  household: {
    readonly id: HouseholdId
    readonly name: string
    readonly epoch: LogEpoch
    readonly at: number
  },
): Promise<void> {
  await transaction
    .insertInto('household')
    .values({
      id: household.id,
      name: household.name,
      epoch: household.epoch,
      seq: 0,
      floor: 0,
      last_instant: household.at,
      library: JSON.stringify({ tracks: 0, albums: 0, artists: 0 }),
    })
    .execute()
}
