// Which tracks of a household a list means. The library is read once, whatever the list holds: by path, by MusicBrainz
// id, by artist and title. Rules in docs/protocol/playlist-files.md.
import { compareTexts, type HouseholdId, type TrackId } from '@baton/protocol'
import type { Kysely } from 'kysely'
import type { ListedMatch, ListedTrack } from '#engine'
import type { Tables } from '../../tables/tables.ts'
import { fold, sortKey } from '../rows/fold-text.ts'
import { suffixTree } from './suffix-tree.ts'

const ROWS_AT_ONCE = 1_000
/** Lengths that differ by no more are the same: lists have whole seconds, and programs round as they like. */
const SAME_LENGTH_MS = 3_000
/** More tracks of one title are not told apart by it. */
const MAX_OF_TITLE = 64

interface Candidate {
  readonly trackId: TrackId
  /** Below its music folder. */
  readonly path: string
  /** How many names its path has below its music folder. */
  readonly depth: number
  readonly titleKey: string
  readonly artists: readonly string[]
  readonly album: string
  readonly durationMs: number
}

/** In the order of the list. */
export async function matchListed(
  db: Kysely<Tables>,
  householdId: HouseholdId,
  listed: readonly ListedTrack[],
): Promise<readonly ListedMatch[]> {
  const found = wantedOf(listed)
  const folders = await db
    .selectFrom('library_folders')
    .select(['id', 'path'])
    .where('household_id', '=', householdId)
    .execute()
  const pathOf = new Map(folders.map(({ id, path }) => [id, namesIn(path)]))
  for (let after: readonly [string, string] | null = null; ; ) {
    const rows = await page(db, householdId, after)
    for (const row of rows) found.add(row, pathOf.get(row.folder_id) ?? [])
    const last = rows.at(-1)
    if (!last || rows.length < ROWS_AT_ONCE) break
    after = [last.title_key, last.id]
    // Whoever asks for something small meanwhile is answered in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return listed.map((track) => found.match(track))
}

type Row = Awaited<ReturnType<typeof page>>[number]

function page(db: Kysely<Tables>, householdId: HouseholdId, after: readonly [string, string] | null) {
  return db
    .selectFrom('library_tracks')
    .select(['id', 'folder_id', 'path', 'title_key', 'artist', 'album', 'album_artist'])
    .select(['duration_ms', 'mb_track_id'])
    .where('household_id', '=', householdId)
    .where('missing', '=', 0)
    .$if(after !== null, (rest) =>
      rest.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('title_key', 'id'), '>', tuple(after?.[0] ?? '', after?.[1] ?? '')),
      ),
    )
    .orderBy('title_key')
    .orderBy('id')
    .limit(ROWS_AT_ONCE)
    .execute()
}

/** Keeps of the library what this list may mean, and nothing else. */
function wantedOf(listed: readonly ListedTrack[]) {
  const byPath = suffixTree<Candidate>()
  const byRecording = new Map<string, Candidate[]>()
  const byTitle = new Map<string, Candidate[]>()
  for (const { paths, recordingIds, names } of listed) {
    for (const path of paths) byPath.want(path)
    for (const id of recordingIds) byRecording.set(id, [])
    for (const { title } of names) byTitle.set(sortKey(title), [])
  }
  const keep = (list: Candidate[] | undefined, candidate: Candidate) => {
    if (list && list.length <= MAX_OF_TITLE) list.push(candidate)
  }
  return {
    add(row: Row, folder: readonly string[]): void {
      const below = namesIn(row.path)
      const candidate = candidateOf(row, below.length)
      byPath.add([...folder, ...below], candidate)
      if (row.mb_track_id !== null) keep(byRecording.get(row.mb_track_id.toLowerCase()), candidate)
      keep(byTitle.get(row.title_key), candidate)
    },
    match(track: ListedTrack): ListedMatch {
      const ways = [ofPath(track), ofRecording(track), ofNames(track)]
      for (const way of ways) if (way.length > 0 && areOne(way)) return { trackId: firstOf(way).trackId }
      return { trackId: null, reason: ways.some((way) => way.length > 1) ? 'ambiguous' : 'not-found' }
    },
  }

  function ofPath(track: ListedTrack): readonly Candidate[] {
    let best: readonly Candidate[] = []
    let bestNames = 0
    for (const path of track.paths) {
      const near = byPath.nearest(path)
      if (!near || near.names <= bestNames) continue
      const fits = near.files.filter((file) => isThisFile(track, file, near.names, path.length))
      if (fits.length === 0) continue
      bestNames = near.names
      const agreeing = fits.filter((file) => agrees(track, file) === true)
      best = agreeing.length > 0 ? agreeing : fits
    }
    return best
  }

  function ofRecording({ recordingIds, album }: ListedTrack): readonly Candidate[] {
    const all = recordingIds.flatMap((id) => byRecording.get(id) ?? [])
    const onAlbum = ofAlbum(all, album)
    // It is the same sound on whatever album: any of them is right.
    return onAlbum.length === 0 ? [] : [firstOf(onAlbum)]
  }

  function ofNames({ names, album, durationMs }: ListedTrack): readonly Candidate[] {
    for (const { artist, title } of names) {
      const all = byTitle.get(sortKey(title)) ?? []
      if (all.length > MAX_OF_TITLE) continue
      const theirs = all.filter(
        (one) =>
          (artist === null
            ? album !== null && one.album === fold(album)
            : one.artists.includes(fold(artist))) &&
          (durationMs === null || isNear(durationMs, one.durationMs)),
      )
      if (theirs.length > 0) return ofAlbum(theirs, album)
    }
    return []
  }
}

function candidateOf(row: Row, depth: number): Candidate {
  return {
    trackId: row.id as TrackId,
    path: row.path,
    depth,
    titleKey: row.title_key,
    artists: [row.artist, row.album_artist].flatMap((name) => (name === null ? [] : fold(name))),
    album: fold(row.album ?? ''),
    durationMs: row.duration_ms,
  }
}

/**
 * A path that ends alike as far as one of the two goes is the file's. Where both go on differently, or the name alone is
 * the same, what the list says of the track has to agree; it must never say something else.
 */
function isThisFile(track: ListedTrack, file: Candidate, names: number, length: number): boolean {
  const agreed = agrees(track, file)
  const isWhole = names === length || names >= file.depth
  if (isWhole && names > 1) return true
  if (agreed === false) return false
  return isWhole || agreed === true || names > 2
}

/** Null where the list says nothing by which that could be told. */
function agrees({ names, durationMs }: ListedTrack, file: Candidate): boolean | null {
  if (names.length === 0 && durationMs === null) return null
  if (durationMs !== null && isNear(durationMs, file.durationMs)) return true
  return names.some(({ title }) => sortKey(title) === file.titleKey)
}

function ofAlbum(all: readonly Candidate[], album: string | null): readonly Candidate[] {
  const onIt = album === null ? [] : all.filter((one) => one.album === fold(album))
  return onIt.length > 0 ? onIt : all
}

/** One track, or several files of the same one. */
function areOne(all: readonly Candidate[]): boolean {
  const [first] = all
  return all.every(
    (one) =>
      first !== undefined &&
      one.titleKey === first.titleKey &&
      one.artists[0] === first.artists[0] &&
      isNear(one.durationMs, first.durationMs),
  )
}

/** By path, so that it is the same one each time. */
function firstOf(all: readonly Candidate[]): Candidate {
  return all.reduce((first, one) => (compareTexts(one.path, first.path) < 0 ? one : first))
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= SAME_LENGTH_MS
}

function namesIn(path: string): readonly string[] {
  return path.split(/[\\/]+/).filter((name) => name !== '')
}
