// Pictures that people put in, to stand for playlists.
import type { HouseholdId, PlaylistView } from '@baton/protocol'
import { type Kysely, sql } from 'kysely'
import type { KeptPicture } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { dialectOf } from '../runtime/dialect.ts'
import type { Tables } from '../tables/tables.ts'

type Db = Kysely<Tables>

/** `spare`: they stand for nothing. Somebody may be about to choose one, or to take a choice back. */
const MOST_KEPT = { chosen: 500, spare: 20 }

export async function pictureBytes(
  db: Db,
  householdId: HouseholdId,
  coverId: string,
): Promise<Uint8Array | null> {
  const row = await db
    .selectFrom('library_pictures')
    .select('bytes')
    .where('household_id', '=', householdId)
    .where('id', '=', coverId)
    .executeTakeFirst()
  return row ? Buffer.from(row.bytes, 'base64') : null
}

/**
 * Null: so many stand for playlists that there is no room. Those that stand for nothing go when newer ones come: answers
 * with the ones that went and that no household has any more. The household is held meanwhile, as by every command, so that
 * nobody chooses one that is about to go.
 */
export async function keepPicture(
  { kysely, engine }: SqlDatabase,
  householdId: HouseholdId,
  { coverId, bytes, keptAt }: KeptPicture,
  mostKept = MOST_KEPT,
): Promise<readonly string[] | null> {
  return kysely.transaction().execute(async (db) => {
    const forUpdate = sql.raw(dialectOf(engine).forUpdate)
    await sql`select id from household where id = ${householdId}${forUpdate}`.execute(db)
    const kept = await db
      .selectFrom('library_pictures')
      .select(['id', 'kept_at'])
      .where('household_id', '=', householdId)
      .orderBy('kept_at', 'desc')
      .orderBy('id')
      .execute()
    const used = await chosenCovers(db, householdId)
    const others = kept.map(({ id }) => id).filter((id) => id !== coverId)
    const spare = others.filter((id) => !used.has(id))
    if (others.length - spare.length >= mostKept.chosen && others.length === kept.length) return null
    const gone = spare.slice(mostKept.spare - 1)
    const at = Math.max(keptAt, (kept[0]?.kept_at ?? -1) + 1)
    await db
      .insertInto('library_pictures')
      .values({
        household_id: householdId,
        id: coverId,
        bytes: Buffer.from(bytes).toString('base64'),
        kept_at: at,
      })
      .onConflict((conflict) => conflict.columns(['household_id', 'id']).doUpdateSet({ kept_at: at }))
      .execute()
    if (gone.length === 0) return []
    await db
      .deleteFrom('library_pictures')
      .where('household_id', '=', householdId)
      .where('id', 'in', gone)
      .execute()
    const had = await stillHad(db, gone)
    return gone.filter((id) => !had.has(id))
  })
}

/** Of these the ones that some household has: in its music, or put in. Each is looked up by household and id. */
async function stillHad(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const inMusic = await db
    .selectFrom('household')
    .innerJoin('library_covers', 'library_covers.household_id', 'household.id')
    .select('library_covers.id')
    .where('library_covers.id', 'in', ids)
    .execute()
  const putIn = await db
    .selectFrom('household')
    .innerJoin('library_pictures', 'library_pictures.household_id', 'household.id')
    .select('library_pictures.id')
    .where('library_pictures.id', 'in', ids)
    .execute()
  return new Set([...inMusic, ...putIn].map(({ id }) => id))
}

/** Of playlists that are deleted too, as long as they may come back. */
async function chosenCovers(db: Db, householdId: HouseholdId): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('playlist')
    .select('view')
    .where('household_id', '=', householdId)
    .execute()
  return new Set(rows.flatMap(({ view }) => (JSON.parse(view) as PlaylistView).coverId ?? []))
}
