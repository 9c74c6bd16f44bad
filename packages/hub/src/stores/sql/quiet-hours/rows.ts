import type { HouseholdId, QuietHours, SessionId, UserId } from '@baton/protocol'
import { type HouseholdQuietHours, PEOPLE, QUIET_HOURS, type Subject } from '#domain'
import { ask, parsed, type Question, type Row, type Statement } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

export function quietHoursRows(): Rows<null, HouseholdQuietHours, null> {
  return {
    kind: QUIET_HOURS,
    *load(householdId) {
      const [state] = yield* ask(askQuietHours(householdId))
      return { state, kept: null }
    },
    save(householdId, { before, after }) {
      return { statements: [statement(householdId, before, after)], kept: null }
    },
  }
}

/** Everybody has a session. */
export function peopleRows(): Rows<null, readonly Subject[], null> {
  return {
    kind: PEOPLE,
    *load(householdId) {
      const [state] = yield* ask({
        statement: {
          sql: 'select user_id, id from session where household_id = ?',
          parameters: [householdId],
        },
        answer: (rows) =>
          (rows as readonly PersonRow[]).map(({ user_id, id }) => ({ userId: user_id, sessionId: id })),
      })
      return { state, kept: null }
    },
  }
}

export function askQuietHours(householdId: HouseholdId): Question<HouseholdQuietHours> {
  return {
    statement: {
      sql: 'select revision, state from quiet_hours where household_id = ?',
      parameters: [householdId],
    },
    answer: ([row]) => {
      if (!row) return QUIET_HOURS.none
      const { revision, state } = row as QuietHoursRow
      return { ...parsed<QuietHours>(state, () => 'the quiet hours of a household'), revision }
    },
  }
}

/** Takes the place of the row with the revision that was loaded, or fails. */
function statement(
  householdId: HouseholdId,
  before: HouseholdQuietHours,
  { revision, ...quietHours }: HouseholdQuietHours,
): Statement {
  const must = { change: 1, otherwise: () => new Error('The quiet hours were changed by somebody else') }
  const state = JSON.stringify(quietHours)
  return before.revision === 0
    ? {
        sql: 'insert into quiet_hours (household_id, revision, state) values (?, ?, ?)',
        parameters: [householdId, revision, state],
        must,
      }
    : {
        sql: 'update quiet_hours set revision = ?, state = ? where household_id = ? and revision = ?',
        parameters: [revision, state, householdId, before.revision],
        must,
      }
}

interface QuietHoursRow extends Row {
  readonly revision: number
  readonly state: string
}

interface PersonRow extends Row {
  readonly user_id: UserId
  readonly id: SessionId
}
