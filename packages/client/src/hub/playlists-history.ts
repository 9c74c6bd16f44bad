import {
  type HistoryItem,
  type HistorySummary,
  historyEndpoints,
  type Page,
  type PlaylistDocument,
  type PlaylistId,
  playlistEndpoints,
  playlistRulesEndpoints,
  type RulesPreview,
  type SmartRules,
} from '@baton/protocol'
import type { Calls } from './calls.ts'

/** Playlists, and what was listened to. Changes are commands; the list of playlists is followed. */
export interface Listening {
  playlist(playlistId: PlaylistId): Promise<PlaylistDocument>
  /** What a smart playlist of these rules would hold now; `playlistId`: the one that is to follow them. */
  preview(rules: SmartRules, playlistId?: PlaylistId): Promise<RulesPreview>
  /** Newest first. */
  history(request?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<HistoryItem>>
  /** Of the last days, as they begin on this machine's clock. */
  historySummary(days: number): Promise<HistorySummary>
}

export function listening({ read, once }: Calls): Listening {
  return {
    playlist: (playlistId) => read(playlistEndpoints.read, { params: { id: playlistId } }),
    preview: (rules, playlistId) =>
      once(playlistRulesEndpoints.preview, { body: { rules, playlist_id: playlistId } }),
    history: ({ limit = 50, cursor } = {}) => read(historyEndpoints.plays, { query: { limit, cursor } }),
    historySummary: (days) =>
      read(historyEndpoints.summary, {
        query: { days, zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      }),
  }
}
