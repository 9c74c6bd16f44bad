// Pictures that people put in, to stand for playlists.
import type { HouseholdId, PlaylistView } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { KeptPicture } from '#engine'
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

/** False: so many stand for playlists that there is no room. Those that stand for nothing go when newer ones come. */
export async function keepPicture(
  db: Db,
  householdId: HouseholdId,
  { coverId, bytes, keptAt }: KeptPicture,
  mostKept = MOST_KEPT,
): Promise<boolean> {
  const kept = await db
    .selectFrom('library_pictures')
    .select('id')
    .where('household_id', '=', householdId)
    .orderBy('kept_at', 'desc')
    .orderBy('id')
    .execute()
  const used = await chosenCovers(db, householdId)
  const others = kept.map(({ id }) => id).filter((id) => id !== coverId)
  const spare = others.filter((id) => !used.has(id))
  if (others.length - spare.length >= mostKept.chosen && others.length === kept.length) return false
  const gone = spare.slice(mostKept.spare - 1)
  if (gone.length > 0)
    await db
      .deleteFrom('library_pictures')
      .where('household_id', '=', householdId)
      .where('id', 'in', gone)
      .execute()
  await db
    .insertInto('library_pictures')
    .values({
      household_id: householdId,
      id: coverId,
      bytes: Buffer.from(bytes).toString('base64'),
      kept_at: keptAt,
    })
    .onConflict((conflict) => conflict.columns(['household_id', 'id']).doUpdateSet({ kept_at: keptAt }))
    .execute()
  return true
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
