import type { HouseholdId, LibrarySummary, LogEpoch } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { NewEvent } from '#engine'
import type { Dialect } from '../runtime/dialect.ts'
import { parsed, type Question, type Row, type Statement } from '../runtime/script.ts'
import type { Tables } from '../tables/tables.ts'

export interface Household {
  readonly epoch: LogEpoch
  readonly seq: number
  readonly floor: number
  readonly lastInstant: number
  /** The summary as JSON: every command reads and writes this row, and hardly any looks at it. */
  readonly library: string
}

/** What stood in a household's row; `dialect` is given to hold the row, and with it the household, until the end. */
export function askHousehold(householdId: HouseholdId, dialect: Dialect | null): Question<Household> {
  return {
    statement: {
      sql: `select epoch, seq, floor, last_instant, library from household where id = ?${dialect?.forUpdate ?? ''}`,
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
        library: row.library,
      }
    },
  }
}

export function librarySummary(householdId: HouseholdId, { library }: Household): LibrarySummary {
  return parsed(library, () => `the library summary of household ${householdId}`)
}

/** Room `library` shows what the log last said about it, whatever a running scan has written since. */
export function libraryAfter(before: string, events: readonly NewEvent[]): string {
  return events.reduce(
    (library, { event }) => (event.type === 'library.changed' ? JSON.stringify(event.library) : library),
    before,
  )
}

export function saveHousehold(
  householdId: HouseholdId,
  { seq, lastInstant, library }: Pick<Household, 'seq' | 'lastInstant' | 'library'>,
): Statement {
  return {
    sql: 'update household set seq = ?, last_instant = ?, library = ? where id = ?',
    parameters: [seq, lastInstant, library, householdId],
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
