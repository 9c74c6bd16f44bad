import type { EntryId, HouseholdId, PlaylistEntry, PlaylistId, PlaylistView, UserId } from '@baton/protocol'
import { maySeePlaylist, type Playlist, type PlaylistShelf } from '#domain'
import type { Dialect } from '../runtime/dialect.ts'
import { parsed, type Question, type Row, type Statement } from '../runtime/script.ts'
import { ranked } from '../session/queue-ranks.ts'

/** A playlist as it was loaded, and the ranks of its rows, so that the next change knows which rows to touch. */
export interface PlaylistRows {
  readonly view: PlaylistView
  readonly entries: readonly PlaylistEntry[] | null
  readonly ranks: ReadonlyMap<EntryId, number>
}

export interface FullPlaylistRows extends PlaylistRows {
  readonly entries: readonly PlaylistEntry[]
}

export function askPlaylistHead(
  householdId: HouseholdId,
  playlistId: PlaylistId,
): Question<PlaylistView | null> {
  return {
    statement: {
      sql: 'select view from playlist where id = ? and household_id = ?',
      parameters: [playlistId, householdId],
    },
    answer: (rows) => {
      const row = (rows as readonly HeadRow[])[0]
      return row ? viewOf(row, () => `playlist ${playlistId}`) : null
    },
  }
}

/** Those of a household that this user may see, in no particular order; deleted ones are left out. */
export function askPlaylists(householdId: HouseholdId, userId: UserId): Question<readonly PlaylistView[]> {
  return {
    statement: {
      sql: 'select owner_id, visibility, view from playlist where household_id = ? and deleted_at is null',
      parameters: [householdId],
    },
    answer: (rows) =>
      (rows as readonly ListedRow[])
        .filter((row) => isSeenBy(row, userId))
        .map((row) => viewOf(row, () => `a playlist of household ${householdId}`)),
  }
}

/** Whether the playlist of this row is there for the user. */
export function isSeenBy(row: Owned, userId: UserId): boolean {
  return maySeePlaylist({ ownerId: row.owner_id, visibility: row.visibility }, userId)
}

export function askPlaylistEntries(
  playlistId: PlaylistId,
): Question<Pick<PlaylistRows, 'ranks'> & { readonly entries: readonly PlaylistEntry[] }> {
  return {
    statement: {
      sql: 'select entry_id, rank, entry from playlist_entry where playlist_id = ?',
      parameters: [playlistId],
    },
    answer: (rows) => entriesOf(rows as readonly EntryRow[], playlistId),
  }
}

export function askShelf(householdId: HouseholdId): Question<PlaylistShelf> {
  return {
    statement: {
      sql: `select count(*) as count, (select id from playlist where household_id = ? and deleted_at is not null
          and file_folder is null order by deleted_at, id limit 1) as oldest
        from playlist where household_id = ? and file_folder is null`,
      parameters: [householdId, householdId],
    },
    answer: (rows) => {
      const [row] = rows as readonly ShelfRow[]
      return { count: Number(row?.count ?? 0), oldestDeleted: row?.oldest ?? null }
    },
  }
}

/** The statements that turn what was loaded into what is now, touching only the rows that differ. */
export function savePlaylist(
  dialect: Dialect,
  householdId: HouseholdId,
  former: PlaylistRows | null,
  after: Playlist,
): { readonly statements: readonly Statement[]; readonly saved: PlaylistRows } {
  const { view, entries } = after
  const { playlistId } = view
  const head = former ? updateHead(householdId, former.view.revision, view) : insertHead(householdId, view)
  if (entries === null) return { statements: [head], saved: { view, entries, ranks: new Map() } }
  if (entries === former?.entries) {
    return { statements: [head], saved: { view, entries, ranks: former.ranks } }
  }
  if (former && former.entries === null) {
    throw new Error(`The entries of playlist ${playlistId} were not loaded and cannot be saved`)
  }
  const ids = entries.map((entry) => entry.entryId)
  const before = former?.ranks ?? new Map<EntryId, number>()
  const ranks = ranked(ids, before)
  if (ranks.size !== ids.length) throw new Error('A playlist holds one entry twice')
  const gone = [...before.keys()].filter((id) => !ranks.has(id))
  const fresh = entries.filter((entry) => !before.has(entry.entryId))
  const shifted = ids.filter((id) => before.has(id) && before.get(id) !== ranks.get(id))
  const statements = [
    head,
    ...(gone.length > 0 ? [removeEntries(dialect, playlistId, gone)] : []),
    ...(fresh.length > 0 ? [insertEntries(dialect, playlistId, fresh, ranks)] : []),
    ...(shifted.length > 0 ? [shiftEntries(dialect, playlistId, shifted, ranks)] : []),
  ]
  return { statements, saved: { view, entries, ranks } }
}

/** Its entries go with it. */
export function forgetPlaylist(householdId: HouseholdId, playlistId: PlaylistId): Statement {
  return {
    sql: 'delete from playlist where household_id = ? and id = ? and deleted_at is not null',
    parameters: [householdId, playlistId],
  }
}

interface HeadRow extends Row {
  readonly view: string
}

/** What says who may see it. */
export interface Owned extends Row {
  readonly owner_id: UserId
  readonly visibility: PlaylistView['visibility']
}

type ListedRow = HeadRow & Owned

interface EntryRow extends Row {
  readonly entry_id: EntryId
  readonly rank: number
  readonly entry: string
}

interface ShelfRow extends Row {
  readonly count: number | string
  readonly oldest: PlaylistId | null
}

export function viewOf(row: HeadRow, what: () => string): PlaylistView {
  return parsed<PlaylistView>(row.view, what)
}

/** The entries are parsed as one text: thousands of small ones take several times as long. */
function entriesOf(rows: readonly EntryRow[], playlistId: PlaylistId) {
  const sorted = rows.toSorted((a, b) => a.rank - b.rank)
  const texts = parsed<readonly Omit<PlaylistEntry, 'entryId'>[]>(
    `[${sorted.map((row) => row.entry).join(',')}]`,
    () => `playlist ${playlistId}`,
  )
  return {
    entries: sorted.map(
      (row, nth): PlaylistEntry => ({ ...(texts[nth] as PlaylistEntry), entryId: row.entry_id }),
    ),
    ranks: new Map(sorted.map((row) => [row.entry_id, row.rank])),
  }
}

function insertHead(householdId: HouseholdId, view: PlaylistView): Statement {
  return {
    sql: `insert into playlist (id, household_id, owner_id, visibility, revision, deleted_at, file_folder, by_rules,
        view)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    parameters: [
      view.playlistId,
      householdId,
      view.ownerId,
      view.visibility,
      view.revision,
      view.deletedAt,
      view.file?.folderId ?? null,
      view.rules ? 1 : 0,
      JSON.stringify(view),
    ],
  }
}

/** Takes the place of the row with the revision that was loaded, or fails. */
function updateHead(householdId: HouseholdId, formerRevision: number, view: PlaylistView): Statement {
  if (view.revision !== formerRevision + 1) {
    throw new Error(
      `Playlist ${view.playlistId} cannot go from revision ${formerRevision} to ${view.revision}`,
    )
  }
  return {
    sql: `update playlist set visibility = ?, revision = ?, deleted_at = ?, file_folder = ?, by_rules = ?, view = ?
      where id = ? and household_id = ? and revision = ?`,
    parameters: [
      view.visibility,
      view.revision,
      view.deletedAt,
      view.file?.folderId ?? null,
      view.rules ? 1 : 0,
      JSON.stringify(view),
      view.playlistId,
      householdId,
      formerRevision,
    ],
    must: { change: 1, otherwise: () => strayRows(view.playlistId) },
  }
}

function removeEntries(dialect: Dialect, playlistId: PlaylistId, ids: readonly EntryId[]): Statement {
  return {
    sql: `delete from playlist_entry where playlist_id = ? and entry_id in ${dialect.eachText}`,
    parameters: [playlistId, JSON.stringify(ids)],
    must: { change: ids.length, otherwise: () => strayRows(playlistId) },
  }
}

function insertEntries(
  dialect: Dialect,
  playlistId: PlaylistId,
  entries: readonly PlaylistEntry[],
  ranks: ReadonlyMap<EntryId, number>,
): Statement {
  const rows = entries.map(({ entryId, ...entry }) => [
    entryId,
    ranks.get(entryId),
    entry.trackId,
    JSON.stringify(entry),
  ])
  return {
    sql: `insert into playlist_entry (playlist_id, entry_id, rank, track_id, entry)
      select cast(? as text), value ->> 0, cast(value ->> 1 as bigint), value ->> 2, value ->> 3
      from ${dialect.eachItem} as item`,
    parameters: [playlistId, JSON.stringify(rows)],
    must: { change: rows.length, otherwise: () => strayRows(playlistId) },
  }
}

/**
 * Only their places are new: the entries stay as they were written. All of them are there, since the head stood at the
 * revision that was loaded; an update that joins them makes SQLite compare all with all.
 */
function shiftEntries(
  dialect: Dialect,
  playlistId: PlaylistId,
  ids: readonly EntryId[],
  ranks: ReadonlyMap<EntryId, number>,
): Statement {
  return {
    sql: `insert into playlist_entry (playlist_id, entry_id, rank, track_id, entry)
      select cast(? as text), value ->> 0, cast(value ->> 1 as bigint), '', ''
      from ${dialect.eachItem} as item where true
      on conflict (playlist_id, entry_id) do update set rank = excluded.rank`,
    parameters: [playlistId, JSON.stringify(ids.map((id) => [id, ranks.get(id)]))],
    must: { change: ids.length, otherwise: () => strayRows(playlistId) },
  }
}

function strayRows(playlistId: PlaylistId): Error {
  return new Error(`Playlist ${playlistId} was changed by somebody else`)
}
