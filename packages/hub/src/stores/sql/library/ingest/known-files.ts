// What a scan asks the library of the files that it has read before, and which of them it says are gone.
import type { HouseholdId } from '@baton/protocol'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { KnownFile, KnownRange } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { nextStamp } from './change-stamp.ts'

type Db = Kysely<Tables>

const PATHS_PER_STATEMENT = 200

/** One for each file, however many tracks are in it. One that could not be read hides what it once was. */
export async function knownFiles(
  db: Db,
  householdId: HouseholdId,
  folderId: string,
  range: KnownRange,
): Promise<readonly KnownFile[]> {
  const own = sql`household_id = ${householdId} and folder_id = ${folderId}`
  const { limit } = range
  const failed = db
    .selectFrom('library_scan_errors')
    .select([
      'path',
      'size_bytes',
      'mtime_ms',
      sql<number>`0`.as('missing'),
      sql<number>`1`.as('failed'),
      sql<number>`case when code = 'file.unreadable' then 1 else 0 end`.as('retry'),
      sql<string | null>`null`.as('cover_stamp'),
      sql<number | null>`null`.as('ctime_ms'),
    ])
    .where(sql<boolean>`${own} and ${inRange('path', range)}`)
    .orderBy('path')
    .limit(limit)
    .execute()
  const whole = db
    .selectFrom('library_tracks')
    .select([
      'path',
      'size_bytes',
      'mtime_ms',
      'missing',
      sql<number>`0`.as('failed'),
      sql<number>`0`.as('retry'),
      'cover_stamp',
      'ctime_ms',
    ])
    .where(sql<boolean>`${own} and part_of is null and missing < 2 and ${inRange('path', range)}`)
    .orderBy('path')
    .limit(limit)
    .execute()
  // All parts of a file were read and are marked at once, so each says the same of it.
  const divided = db
    .selectFrom('library_tracks')
    .select([
      sql<string>`part_of`.as('path'),
      sql<number>`max(size_bytes)`.as('size_bytes'),
      sql<number>`max(mtime_ms)`.as('mtime_ms'),
      sql<number>`max(missing)`.as('missing'),
      sql<number>`0`.as('failed'),
      sql<number>`0`.as('retry'),
      sql<string | null>`max(cover_stamp)`.as('cover_stamp'),
      sql<number | null>`max(ctime_ms)`.as('ctime_ms'),
    ])
    .where(sql<boolean>`${own} and part_of is not null and missing < 2 and ${inRange('part_of', range)}`)
    .groupBy('part_of')
    .orderBy('part_of')
    .limit(limit)
    .execute()
  return merged(await whole, [...(await divided), ...(await failed)], limit).map((row) => ({
    path: row.path,
    sizeBytes: row.size_bytes,
    mtimeMs: row.mtime_ms,
    ctimeMs: row.ctime_ms,
    missing: row.missing === 1,
    failed: row.failed === 1,
    mayBeReadableNow: row.retry === 1,
    besideStamp: row.cover_stamp,
  }))
}

function inRange(column: 'path' | 'part_of', { after, under = '' }: KnownRange) {
  const conditions = [sql`1 = 1`]
  if (after !== null) conditions.push(sql`${sql.ref(column)} > ${after}`)
  // The sign behind the slash: everything between the two lies below the folder.
  if (under !== '')
    conditions.push(sql`${sql.ref(column)} > ${`${under}/`} and ${sql.ref(column)} < ${`${under}0`}`)
  return sql.join(conditions, sql` and `)
}

/** All are in byte order; of several rows of one path the last one counts. */
function merged<Row extends { readonly path: string }>(
  whole: readonly Row[],
  others: readonly Row[],
  limit: number,
): readonly Row[] {
  if (others.length === 0) return whole
  const rows = new Map([...whole, ...others].map((row) => [row.path, row]))
  return [...rows.values()]
    .map((row) => ({ row, key: Buffer.from(row.path) }))
    .sort((one, other) => Buffer.compare(one.key, other.key))
    .slice(0, limit)
    .map(({ row }) => row)
}

export async function markFiles(
  db: Transaction<Tables>,
  householdId: HouseholdId,
  folderId: string,
  paths: readonly string[],
  missing: boolean,
): Promise<number> {
  let changed = 0
  const stamp = await nextStamp(db, householdId)
  for (let start = 0; start < paths.length; start += PATHS_PER_STATEMENT) {
    const some = paths.slice(start, start + PATHS_PER_STATEMENT)
    for (const column of ['path', 'part_of'] as const) {
      const result = await db
        .updateTable('library_tracks')
        .set({ missing: missing ? 1 : 0, stamp })
        .where('household_id', '=', householdId)
        .where('folder_id', '=', folderId)
        .where('missing', '=', missing ? 0 : 1)
        .where(column, 'in', some)
        .executeTakeFirst()
      changed += Number(result.numUpdatedRows)
    }
    if (!missing) continue
    await db
      .deleteFrom('library_scan_errors')
      .where('household_id', '=', householdId)
      .where('folder_id', '=', folderId)
      .where('path', 'in', some)
      .execute()
  }
  return changed
}
