// Draws albums from the tracks that they have now: artists, year and cover.
import { searchText, sortKey } from '../rows/fold-text.ts'
import type { IngestContext } from './context.ts'

export const VARIOUS_ARTISTS = 'Various artists'

export async function refreshAlbums(
  context: IngestContext,
  albumIds: readonly (string | null | undefined)[],
) {
  const ids = [...new Set(albumIds.filter((id) => typeof id === 'string'))]
  if (ids.length === 0) return
  const { transaction } = context
  const albums = await transaction
    .selectFrom('library_albums')
    .select(['id', 'title', 'album_artist', 'artist_id', 'year', 'cover_id', 'album_artists'])
    .where('id', 'in', ids)
    .execute()
  const facts = await transaction
    .selectFrom('library_tracks')
    .select((track) => [
      'album_id',
      track.fn.max('album_artist').as('album_artist'),
      track.fn.max('album_artists').as('album_artists'),
      track.fn.min('artist_id').as('artist_id'),
      track.fn.count<number>('artist_id').distinct().as('artists'),
      track.fn.min('year').as('year'),
      track.fn.min('cover_id').as('cover_id'),
    ])
    .where('album_id', 'in', ids)
    .groupBy('album_id')
    .execute()
  const factsOf = new Map(facts.map((row) => [row.album_id, row]))
  const names = await namesOf(
    context,
    facts.flatMap((row) => (row.album_artist === null && row.artists === 1 ? (row.artist_id ?? []) : [])),
  )
  for (const album of albums) {
    const fact = factsOf.get(album.id)
    if (!fact) continue
    const agreed = fact.artists === 1 ? fact.artist_id : null
    const makers =
      fact.album_artist === null ? (agreed === null ? [] : [agreed]) : makersIn(fact.album_artists)
    const shown = fact.album_artist ?? (agreed === null ? null : (names.get(agreed) ?? null))
    const next = {
      album_artist: shown ?? (fact.artists > 1 ? VARIOUS_ARTISTS : null),
      artist_id: makers[0] ?? null,
      album_artists: makers.length === 0 ? null : JSON.stringify(makers),
      year: fact.year,
      cover_id: fact.cover_id,
    }
    if (
      next.album_artist === album.album_artist &&
      next.artist_id === album.artist_id &&
      next.album_artists === album.album_artists &&
      next.year === album.year &&
      next.cover_id === album.cover_id
    ) {
      continue
    }
    await transaction
      .updateTable('library_albums')
      .set({
        ...next,
        artist_key: sortKey(`${next.album_artist ?? ''}\t${album.title}`),
        search_text: searchText(album.title, next.album_artist),
        stamp: context.stamp,
      })
      .where('id', '=', album.id)
      .execute()
    if (next.album_artists !== album.album_artists) await writeMakers(context, album.id, makers)
  }
}

async function namesOf(
  { transaction }: IngestContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await transaction
    .selectFrom('library_artists')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

function makersIn(json: string | null): readonly string[] {
  return json === null ? [] : (JSON.parse(json) as readonly string[])
}

/** An album is on the page of each of them. */
async function writeMakers(
  { transaction }: IngestContext,
  albumId: string,
  makers: readonly string[],
): Promise<void> {
  await transaction.deleteFrom('library_album_artists').where('album_id', '=', albumId).execute()
  if (makers.length === 0) return
  await transaction
    .insertInto('library_album_artists')
    .values(makers.map((artistId) => ({ album_id: albumId, artist_id: artistId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
