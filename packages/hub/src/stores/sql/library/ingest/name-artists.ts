// Finds or makes the artists that a batch speaks of: by their MusicBrainz id where the file has one, else by name.

import type { Insertable } from 'kysely'
import type { LibraryArtistTable } from '../../tables/library.ts'
import { searchText, sortKey } from '../rows/fold-text.ts'
import type { IngestContext } from './context.ts'
import type { Person } from './credits.ts'
import { exactName, identityOf } from './same-name.ts'

type Known = { readonly id: string; readonly identity: string; readonly mbId: string | null }

/** Answers with the id of each of them. */
export async function nameArtists(
  context: IngestContext,
  people: readonly Person[],
): Promise<(person: Person) => string> {
  const wanted = new Map<string, Person>()
  for (const person of people) if (!wanted.has(keyOf(person))) wanted.set(keyOf(person), person)
  const known = await knownArtists(context, [...wanted.values()])
  const fresh = new Map<string, Insertable<LibraryArtistTable>>()
  const ids = new Map<string, string>()
  for (const [key, person] of wanted) {
    const { identity, row, isNew } = placeOf(person, known)
    const made = fresh.get(row.id)
    if (isNew) fresh.set(row.id, rowOf(context, person, row.id, identity))
    else if (made) made.mb_id = row.mbId
    else if (row.mbId !== null && !known.byId.has(row.mbId)) await adopt(context, row)
    known.byIdentity.set(row.identity, row)
    if (row.mbId !== null) known.byId.set(row.mbId, row)
    ids.set(key, row.id)
  }
  if (fresh.size > 0)
    await context.transaction
      .insertInto('library_artists')
      .values([...fresh.values()])
      .execute()
  return (person) => present(ids.get(keyOf(person)))

  /** An id tells people of one name apart; the first of them also is whoever has that name and no id. */
  function placeOf({ name, mbId }: Person, { byId, byIdentity }: KnownArtists) {
    const plain = identityOf(exactName(name))
    const named = byIdentity.get(plain)
    const made = (identity: string) => ({
      identity,
      isNew: true,
      row: { id: context.newId(), identity, mbId },
    })
    const found = (row: Known) => ({ identity: row.identity, isNew: false, row })
    const same = mbId === null ? undefined : byId.get(mbId)
    if (same) return found(same)
    if (!named) return made(plain)
    if (mbId === null) return found(named)
    return named.mbId === null ? found({ ...named, mbId }) : made(identityOf(exactName(name), mbId))
  }
}

type KnownArtists = { readonly byId: Map<string, Known>; readonly byIdentity: Map<string, Known> }

async function knownArtists(
  { transaction, householdId }: IngestContext,
  people: readonly Person[],
): Promise<KnownArtists> {
  if (people.length === 0) return { byId: new Map(), byIdentity: new Map() }
  const ids = people.flatMap(({ mbId }) => mbId ?? [])
  const names = people.map(({ name }) => identityOf(exactName(name)))
  const rows = await transaction
    .selectFrom('library_artists')
    .select(['id', 'identity_key', 'mb_id'])
    .where('household_id', '=', householdId)
    .where((row) =>
      ids.length === 0
        ? row('identity_key', 'in', names)
        : row.or([row('identity_key', 'in', names), row('mb_id', 'in', ids)]),
    )
    .orderBy('id')
    .execute()
  const known = rows.map((row) => ({ id: row.id, identity: row.identity_key, mbId: row.mb_id }))
  return {
    byIdentity: new Map(known.map((row) => [row.identity, row])),
    byId: new Map(known.flatMap((row) => (row.mbId === null ? [] : [[row.mbId, row] as const]))),
  }
}

async function adopt({ transaction }: IngestContext, { id, mbId }: Known): Promise<void> {
  await transaction.updateTable('library_artists').set({ mb_id: mbId }).where('id', '=', id).execute()
}

function rowOf(
  context: IngestContext,
  { name, mbId }: Person,
  id: string,
  identity: string,
): Insertable<LibraryArtistTable> {
  return {
    id,
    household_id: context.householdId,
    identity_key: identity,
    mb_id: mbId,
    name,
    added_at: context.now,
    name_key: sortKey(name),
    search_text: searchText(name),
    stamp: context.stamp,
  }
}

function keyOf({ name, mbId }: Person): string {
  return `${mbId ?? ''} ${name}`
}

function present(id: string | undefined): string {
  if (id === undefined) throw new Error('A name that was just written is not there')
  return id
}
