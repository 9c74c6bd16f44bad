import type { HouseholdId } from '@baton/protocol'
import type { Transaction } from 'kysely'
import type { ScannedTrack } from '#engine'
import type { SqlEngine } from '../../runtime/database.ts'
import type { Tables } from '../../tables/tables.ts'
import type { Person } from './credits.ts'

/** Which folder of whose library a batch is for, and the transaction that takes it. */
export type IngestSource = {
  readonly engine: SqlEngine
  readonly transaction: Transaction<Tables>
  readonly householdId: HouseholdId
  readonly folderId: string
  readonly newId: () => string
  readonly now: number
}

/** `stamp`: of every row that this batch changes. */
export type IngestContext = IngestSource & { readonly stamp: number }

export type TidyTrack = ScannedTrack & {
  readonly title: string
  /** Everyone who performs it, without doubles; `artist` may be how the file writes them as one. */
  readonly performers: readonly Person[]
  readonly genres: readonly string[]
  /** Those by whom its album is; `albumArtist` may be how the file writes them as one. */
  readonly makers: readonly Person[]
}

/** A track that the database has, and what tells its file from others. */
export type PlacedRow = {
  readonly id: string
  readonly path: string
  readonly albumId: string | null
  readonly size_bytes: number
  readonly sample_hash: string
  readonly sound_hash: string | null
  readonly mb_track_id: string | null
  readonly missing: number
}

/** What the database already has at the paths of a batch. */
export type RowsByPath = ReadonlyMap<string, PlacedRow>
