// Finds or makes the albums that a batch speaks of. Files of one title and artist go by folder and MusicBrainz id, each
// group as a whole: into the album that it was in or fits to, else into one of its own.
import type { Insertable } from 'kysely'
import type { LibraryAlbumTable } from '../../tables/library.ts'
import { searchText, sortKey } from '../rows/fold-text.ts'
import type { IngestContext, RowsByPath, TidyTrack } from './context.ts'
import { idIn } from './credits.ts'
import { fileInRow, pathInRow } from './file-parts.ts'
import {
  type AlbumFact,
  type AlbumFacts,
  albumFolderOf,
  albumIdentity,
  areTwoAlbums,
  noFacts,
  noteFact,
  shares,
} from './same-album.ts'
import { identityOf } from './same-name.ts'

const MAX_COMPARED = 5_000

type Group = {
  readonly base: string
  readonly title: string
  readonly facts: AlbumFacts
  readonly tracks: { readonly track: TidyTrack; readonly fact: AlbumFact }[]
  readonly former: Set<string>
}
type Candidate = { readonly id: string; readonly identity: string; readonly facts: AlbumFacts }

/** Answers with the id of each track's album, null where it names none. */
export async function nameAlbums(
  context: IngestContext,
  tracks: readonly TidyTrack[],
  former: RowsByPath,
): Promise<(track: TidyTrack) => string | null> {
  const groups = groupsOf(context, tracks, former)
  const candidates = await candidatesOf(context, groups, tracks)
  const fresh: Insertable<LibraryAlbumTable>[] = []
  const albumOf = new Map<TidyTrack, string>()
  for (const group of groups) {
    const known = candidates.get(group.base) ?? []
    const fit = fitting(group, known)
    const album = fit ?? made(context, group, known)
    if (fit) for (const { fact } of group.tracks) noteFact(fit.facts, fact)
    else {
      candidates.set(group.base, [...known, album])
      fresh.push(rowOf(context, group, album))
    }
    for (const { track } of group.tracks) albumOf.set(track, album.id)
  }
  if (fresh.length > 0) await context.transaction.insertInto('library_albums').values(fresh).execute()
  return (track) => albumOf.get(track) ?? null
}

function groupsOf(
  context: IngestContext,
  tracks: readonly TidyTrack[],
  former: RowsByPath,
): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const track of tracks) {
    const { path, album, albumArtist } = track
    if (album === null) continue
    const base = albumIdentity({ folderId: context.folderId, path, album, albumArtist })
    const fact = factOf(context, track)
    const key = `${base} ${fact.mbAlbumId} ${fact.folder}`
    const group = groups.get(key) ?? { base, title: album, facts: noFacts(), tracks: [], former: new Set() }
    groups.set(key, group)
    group.tracks.push({ track, fact })
    noteFact(group.facts, fact)
    const before = former.get(pathInRow(track))?.albumId
    if (before) group.former.add(before)
  }
  return [...groups.values()]
}

/** Where several fit: that of its id, that of its folder, that where it was, the first. */
function fitting({ facts, former }: Group, candidates: readonly Candidate[]): Candidate | null {
  const fit = candidates.filter((candidate) => !areTwoAlbums(facts, candidate.facts))
  return (
    fit.find((candidate) => shares(facts.ids, candidate.facts.ids)) ??
    fit.find((candidate) => shares(facts.folders, candidate.facts.folders)) ??
    fit.find(({ id }) => former.has(id)) ??
    fit[0] ??
    null
  )
}

/** The first album of a title and artist is known by them alone, the next ones by what they came with as well. */
function made(context: IngestContext, { base, facts }: Group, known: readonly Candidate[]): Candidate {
  const told = [...facts.ids, ...facts.folders].sort().join('\n')
  const taken = new Set(known.map(({ identity }) => identity))
  let identity = taken.has(base) || known.length > 0 ? identityOf(base, told) : base
  while (taken.has(identity)) identity = identityOf(identity, told)
  return { id: context.newId(), identity, facts }
}

async function candidatesOf(
  { transaction, householdId, folderId }: IngestContext,
  groups: readonly Group[],
  tracks: readonly TidyTrack[],
): Promise<Map<string, readonly Candidate[]>> {
  const bases = [...new Set(groups.map(({ base }) => base))]
  if (bases.length === 0) return new Map()
  const rows = await transaction
    .selectFrom('library_albums')
    .select(['id', 'identity_key', 'base_key'])
    .where('household_id', '=', householdId)
    .where((row) => row.or([row('identity_key', 'in', bases), row('base_key', 'in', bases)]))
    .orderBy('id')
    .execute()
  if (rows.length === 0) return new Map()
  const candidates = new Map(
    rows.map((row) => [row.id, { id: row.id, identity: row.identity_key, facts: noFacts() }]),
  )
  const said = await transaction
    .selectFrom('library_tracks')
    .select(['album_id', 'folder_id', 'path', 'part_of', 'year', 'mb_album_id', 'disc_no', 'track_no'])
    .select('title_key')
    .where('album_id', 'in', [...candidates.keys()])
    .where('missing', '=', 0)
    .orderBy('id')
    .limit(MAX_COMPARED)
    .execute()
  const again = new Set(tracks.map(pathInRow))
  for (const row of said) {
    const album = candidates.get(row.album_id ?? '')
    if (!album || (row.folder_id === folderId && again.has(row.path))) continue
    noteFact(album.facts, {
      mbAlbumId: idIn(row.mb_album_id),
      folder: `${row.folder_id} ${albumFolderOf(fileInRow(row))}`,
      year: row.year,
      discNo: row.disc_no,
      trackNo: row.track_no,
      titleKey: row.title_key,
    })
  }
  return Map.groupBy(candidates.values(), ({ id }) => {
    const row = rows.find((one) => one.id === id)
    return row?.base_key ?? row?.identity_key ?? ''
  })
}

function factOf({ folderId }: IngestContext, track: TidyTrack) {
  return {
    mbAlbumId: idIn(track.musicBrainz?.albumId),
    folder: `${folderId} ${albumFolderOf(track.path)}`,
    year: track.year,
    discNo: track.discNo,
    trackNo: track.trackNo,
    titleKey: sortKey(track.title),
  }
}

function rowOf(
  context: IngestContext,
  { base, title }: Group,
  album: Candidate,
): Insertable<LibraryAlbumTable> {
  return {
    id: album.id,
    household_id: context.householdId,
    identity_key: album.identity,
    base_key: base,
    title,
    album_artist: null,
    artist_id: null,
    year: null,
    cover_id: null,
    added_at: context.now,
    title_key: sortKey(title),
    search_text: searchText(title),
    stamp: context.stamp,
  }
}
