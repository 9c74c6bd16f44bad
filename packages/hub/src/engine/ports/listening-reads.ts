import type {
  HistoryItem,
  HistoryQuery,
  HistorySummary,
  HistorySummaryQuery,
  HouseholdId,
  Page,
  PlaylistId,
  TrackId,
  UserId,
} from '@baton/protocol'

/** What somebody has listened to, and what is there of a playlist: read where the library is read. */
export interface ListeningReads {
  /** Newest first. Throws `request.invalid` for a cursor that is not one of its own. */
  history(householdId: HouseholdId, viewer: UserId, query: HistoryQuery): Promise<Page<HistoryItem>>
  historySummary(
    householdId: HouseholdId,
    viewer: UserId,
    query: HistorySummaryQuery,
    now: number,
  ): Promise<HistorySummary>
  /** Those of its tracks that are not there at present. */
  missingOf(householdId: HouseholdId, playlistId: PlaylistId): Promise<readonly TrackId[]>
}
