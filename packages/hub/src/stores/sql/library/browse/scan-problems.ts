import {
  type HouseholdId,
  type LibraryQuery,
  type Page,
  SCAN_PROBLEMS,
  type ScanProblem,
  ScanProblemCode,
} from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables/tables.ts'
import { placeOf } from './cursor.ts'
import { pageOf } from './lists.ts'

type Db = Kysely<Tables>

export async function listProblems(
  db: Db,
  householdId: HouseholdId,
  { limit, cursor }: LibraryQuery,
): Promise<Page<ScanProblem>> {
  const after = placeOf('problems', cursor)
  const rows = await db
    .selectFrom('library_scan_errors as problem')
    .innerJoin('library_folders as folder', 'folder.id', 'problem.folder_id')
    .select(['folder.path as folder', 'problem.folder_id', 'problem.path', 'problem.code', 'problem.seen_at'])
    .where('problem.household_id', '=', householdId)
    .$if(after !== null, (rest) =>
      rest.where(sql<boolean>`(problem.folder_id, problem.path) > (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy('problem.folder_id')
    .orderBy('problem.path')
    .limit(limit + 1)
    .execute()
  return pageOf(
    'problems',
    rows,
    { limit },
    (row) => [row.folder_id, row.path],
    (row) => {
      const code = problemCode(row.code)
      return { folder: row.folder, path: row.path, code, message: SCAN_PROBLEMS[code], seenAt: row.seen_at }
    },
  )
}

function problemCode(code: string): ScanProblemCode {
  const known = ScanProblemCode.safeParse(code)
  return known.success ? known.data : 'file.unreadable'
}
