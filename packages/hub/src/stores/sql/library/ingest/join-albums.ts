// Albums that files tell apart only because some of them do not name its artist: discs of a set that were tagged by
// several hands, or pieces in folders of their own. They become one where there is only one that they can belong to.

import type { IngestContext } from './context.ts'
import { fileInRow } from './file-parts.ts'
import { albumFolderOf, shares } from './same-album.ts'
import { exactName } from './same-name.ts'

const MAX_COMPARED = 5_000

type Kin = {
  readonly id: string
  readonly folders: Set<string>
  readonly artists: Set<string | null>
  namesItsArtist: boolean
}

/** Looks at the albums that share a title with one of these. Answers with those that got or lost tracks. */
export async function joinAlbums(
  context: IngestContext,
  albumIds: readonly (string | null)[],
): Promise<readonly string[]> {
  const touched: string[] = []
  for (const kin of await sameTitle(context, [...new Set(albumIds.filter((id) => id !== null))])) {
    for (const album of kin) {
      const home = homeOf(album, kin)
      if (!home) continue
      await context.transaction
        .updateTable('library_tracks')
        .set({ album_id: home.id, stamp: context.stamp })
        .where('album_id', '=', album.id)
        .execute()
      touched.push(album.id, home.id)
    }
  }
  return touched
}

/** The one album that this one is a part of; null where it stands for itself. */
function homeOf(album: Kin, kin: readonly Kin[]): Kin | null {
  if (album.namesItsArtist || album.folders.size === 0) return null
  const named = kin.filter((other) => other.namesItsArtist && shares(album.folders, other.folders))
  if (named.length > 0) return named.length === 1 ? (named[0] ?? null) : null
  const above = kin.filter(
    (other) => other !== album && !other.namesItsArtist && isBy(album, other) && liesBelow(album, other),
  )
  return above.find((one) => above.every((other) => one === other || liesBelow(other, one))) ?? null
}

function isBy(one: Kin, other: Kin): boolean {
  const areKnown = !one.artists.has(null)
  return areKnown && one.artists.size === 1 && other.artists.size === 1 && shares(one.artists, other.artists)
}

function liesBelow(one: Kin, other: Kin): boolean {
  const isBelow = (folder: string) => [...other.folders].some((above) => folder.startsWith(`${above}/`))
  return other.folders.has('') ? !one.folders.has('') : [...one.folders].every(isBelow)
}

async function sameTitle(
  { transaction, householdId, folderId }: IngestContext,
  albumIds: readonly string[],
): Promise<readonly (readonly Kin[])[]> {
  if (albumIds.length === 0) return []
  const albums = await transaction
    .selectFrom('library_albums')
    .select(['id', 'title'])
    .where('household_id', '=', householdId)
    .where('title_key', 'in', (titles) =>
      titles.selectFrom('library_albums').select('title_key').where('id', 'in', albumIds),
    )
    .execute()
  const byTitle = Map.groupBy(albums, (album) => exactName(album.title))
  const groups = [...byTitle.values()].filter((group) => group.length > 1)
  if (groups.length === 0) return []
  const kin = new Map<string, Kin>()
  for (const { id } of groups.flat()) {
    kin.set(id, { id, folders: new Set(), artists: new Set(), namesItsArtist: false })
  }
  const tracks = await transaction
    .selectFrom('library_tracks')
    .select(['album_id', 'path', 'part_of', 'artist', 'album_artist'])
    .where('folder_id', '=', folderId)
    .where('album_id', 'in', [...kin.keys()])
    .where('missing', '=', 0)
    .orderBy('id')
    .limit(MAX_COMPARED)
    .execute()
  for (const track of tracks) {
    const album = kin.get(track.album_id ?? '')
    album?.folders.add(albumFolderOf(fileInRow(track)))
    album?.artists.add(track.artist)
    if (album && track.album_artist !== null) album.namesItsArtist = true
  }
  return groups.map((group) => group.flatMap(({ id }) => kin.get(id) ?? []))
}
