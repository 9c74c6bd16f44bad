// Finds or makes the artists and albums that a batch speaks of.
import type { Insertable } from 'kysely'
import type { LibraryAlbumTable, LibraryArtistTable } from '../../tables/library.ts'
import { searchText, sortKey } from '../rows/fold-text.ts'
import type { IngestContext } from './context.ts'
import { albumIdentity, artistIdentity } from './same-album.ts'

export const VARIOUS_ARTISTS = 'Various artists'

type NamedTrack = {
  readonly path: string
  readonly album: string | null
  readonly albumArtist: string | null
}

/** Answers with the id of each name. */
export async function nameArtists(
  context: IngestContext,
  names: readonly (string | null)[],
): Promise<(name: string) => string> {
  const identities = new Map<string, string>()
  const wanted = new Map<string, string>()
  for (const name of names) {
    if (name === null || identities.has(name)) continue
    const identity = artistIdentity(name)
    identities.set(name, identity)
    if (!wanted.has(identity)) wanted.set(identity, name)
  }
  const ids = await findArtists(context, [...wanted.keys()])
  const fresh = [...wanted].filter(([identity]) => !ids.has(identity))
  if (fresh.length > 0) {
    await context.transaction
      .insertInto('library_artists')
      .values(
        fresh.map(
          ([identity, name]): Insertable<LibraryArtistTable> => ({
            id: context.newId(),
            household_id: context.householdId,
            identity_key: identity,
            name,
            added_at: context.now,
            name_key: sortKey(name),
            search_text: searchText(name),
            stamp: context.stamp,
          }),
        ),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    for (const [identity, id] of await findArtists(
      context,
      fresh.map(([identity]) => identity),
    ))
      ids.set(identity, id)
  }
  return (name) => present(ids.get(identities.get(name) ?? ''))
}

async function findArtists({ transaction, householdId }: IngestContext, identities: readonly string[]) {
  if (identities.length === 0) return new Map<string, string>()
  const rows = await transaction
    .selectFrom('library_artists')
    .select(['id', 'identity_key'])
    .where('household_id', '=', householdId)
    .where('identity_key', 'in', identities)
    .execute()
  return new Map(rows.map((row) => [row.identity_key, row.id]))
}

/** Answers with the id of each track's album, null where it names none. */
export async function nameAlbums(
  context: IngestContext,
  tracks: readonly NamedTrack[],
): Promise<(track: NamedTrack) => string | null> {
  const identities = new Map<NamedTrack, string>()
  const wanted = new Map<string, string>()
  for (const track of tracks) {
    const { path, album, albumArtist } = track
    if (album === null) continue
    const identity = albumIdentity({ folderId: context.folderId, path, album, albumArtist })
    identities.set(track, identity)
    if (!wanted.has(identity)) wanted.set(identity, album)
  }
  const ids = await findAlbums(context, [...wanted.keys()])
  const fresh = [...wanted].filter(([identity]) => !ids.has(identity))
  if (fresh.length > 0) {
    await context.transaction
      .insertInto('library_albums')
      .values(
        fresh.map(
          ([identity, title]): Insertable<LibraryAlbumTable> => ({
            id: context.newId(),
            household_id: context.householdId,
            identity_key: identity,
            title,
            album_artist: null,
            artist_id: null,
            year: null,
            cover_id: null,
            added_at: context.now,
            title_key: sortKey(title),
            search_text: searchText(title),
            stamp: context.stamp,
          }),
        ),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    for (const [identity, id] of await findAlbums(
      context,
      fresh.map(([identity]) => identity),
    ))
      ids.set(identity, id)
  }
  return (track) => {
    const identity = identities.get(track)
    return identity === undefined ? null : present(ids.get(identity))
  }
}

async function findAlbums({ transaction, householdId }: IngestContext, identities: readonly string[]) {
  if (identities.length === 0) return new Map<string, string>()
  const rows = await transaction
    .selectFrom('library_albums')
    .select(['id', 'identity_key'])
    .where('household_id', '=', householdId)
    .where('identity_key', 'in', identities)
    .execute()
  return new Map(rows.map((row) => [row.identity_key, row.id]))
}

/** Draws an album's artist, year and cover from the tracks it has now. */
export async function refreshAlbums(
  context: IngestContext,
  albumIds: readonly (string | null | undefined)[],
) {
  const ids = [...new Set(albumIds.filter((id) => typeof id === 'string'))]
  if (ids.length === 0) return
  const { transaction } = context
  const albums = await transaction
    .selectFrom('library_albums')
    .select(['id', 'title', 'album_artist', 'artist_id', 'year', 'cover_id'])
    .where('id', 'in', ids)
    .execute()
  const facts = await transaction
    .selectFrom('library_tracks')
    .select((track) => [
      'album_id',
      track.fn.max('album_artist').as('album_artist'),
      track.fn.min('artist').as('artist'),
      track.fn.count<number>('artist_id').distinct().as('artists'),
      track.fn.min('year').as('year'),
      track.fn.min('cover_id').as('cover_id'),
    ])
    .where('album_id', 'in', ids)
    .groupBy('album_id')
    .execute()
  const factsOf = new Map(facts.map((row) => [row.album_id, row]))
  const artists = await nameArtists(
    context,
    facts.flatMap((row) => [row.album_artist, row.artist]),
  )
  for (const album of albums) {
    const fact = factsOf.get(album.id)
    if (!fact) continue
    const single = fact.album_artist ?? (fact.artists > 1 ? null : fact.artist)
    const next = {
      album_artist: single ?? (fact.artists > 1 ? VARIOUS_ARTISTS : null),
      artist_id: single === null ? null : artists(single),
      year: fact.year,
      cover_id: fact.cover_id,
    }
    if (
      next.album_artist === album.album_artist &&
      next.artist_id === album.artist_id &&
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
  }
}

function present(id: string | undefined): string {
  if (id === undefined) throw new Error('A name that was just written is not there')
  return id
}
