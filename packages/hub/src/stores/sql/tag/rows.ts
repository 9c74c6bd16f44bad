import type { HouseholdId, TagId } from '@baton/protocol'
import { TAG_ACTIVITY, TAG_SHELF, TAGS, type Tag, type TagActivity, type TagShelf } from '#domain'
import { ask, parsed, type Row, type Statement } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

export function tagRows(): Rows<TagId, Tag | null, null> {
  return {
    kind: TAGS,
    *load(householdId, tagId) {
      const [state] = yield* ask({
        statement: {
          sql: 'select view from tag where household_id = ? and id = ?',
          parameters: [householdId, tagId],
        },
        answer: ([row]) => (row ? tagOf(row as TagRow) : null),
      })
      return { state, kept: null }
    },
    save(householdId, { key, before, after }) {
      return { statements: [tagStatement(householdId, key, before, after)], kept: null }
    },
  }
}

export function tagShelfRows(): Rows<null, TagShelf, null> {
  return {
    kind: TAG_SHELF,
    *load(householdId) {
      const [count] = yield* ask({
        statement: {
          sql: 'select count(*) as count from tag where household_id = ?',
          parameters: [householdId],
        },
        answer: ([row]) => Number(row?.count ?? 0),
      })
      return { state: { count }, kept: null }
    },
  }
}

export function tagActivityRows(): Rows<null, TagActivity, null> {
  return {
    kind: TAG_ACTIVITY,
    *load(householdId) {
      const [state] = yield* ask(askActivity(householdId))
      return { state, kept: null }
    },
    save(householdId, { before, after }) {
      return { statements: [activityStatement(householdId, before, after)], kept: null }
    },
  }
}

export interface TagRow extends Row {
  readonly view: string
}

export function tagOf({ view }: TagRow): Tag {
  return parsed<Tag>(view, () => 'a tag')
}

export function askActivity(householdId: HouseholdId) {
  return {
    statement: { sql: 'select state from tag_activity where household_id = ?', parameters: [householdId] },
    answer: ([row]: readonly Row[]) =>
      row ? parsed<TagActivity>(row.state, () => 'what is done with tags') : TAG_ACTIVITY.none,
  }
}

/** Takes the place of the row with the revision that was loaded, or fails. */
function tagStatement(
  householdId: HouseholdId,
  tagId: TagId,
  before: Tag | null,
  after: Tag | null,
): Statement {
  const must = { change: 1, otherwise: () => new Error(`Tag ${tagId} was changed by somebody else`) }
  if (after === null) {
    return {
      sql: 'delete from tag where household_id = ? and id = ?',
      parameters: [householdId, tagId],
      must,
    }
  }
  const view = JSON.stringify(after)
  if (before === null) {
    return {
      sql: 'insert into tag (household_id, id, revision, view) values (?, ?, ?, ?)',
      parameters: [householdId, tagId, after.revision, view],
      must,
    }
  }
  return {
    sql: 'update tag set revision = ?, view = ? where household_id = ? and id = ? and revision = ?',
    parameters: [after.revision, view, householdId, tagId, before.revision],
    must,
  }
}

function activityStatement(householdId: HouseholdId, before: TagActivity, after: TagActivity): Statement {
  const must = {
    change: 1,
    otherwise: () => new Error('What is done with tags was changed by somebody else'),
  }
  const state = JSON.stringify(after)
  if (before.revision === 0) {
    return {
      sql: 'insert into tag_activity (household_id, revision, state) values (?, ?, ?)',
      parameters: [householdId, after.revision, state],
      must,
    }
  }
  return {
    sql: 'update tag_activity set revision = ?, state = ? where household_id = ? and revision = ?',
    parameters: [after.revision, state, householdId, before.revision],
    must,
  }
}
