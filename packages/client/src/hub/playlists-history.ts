import type {
  HistoryItem,
  HistorySummary,
  Page,
  PlaylistEntry,
  PlaylistId,
  PlaylistView,
} from '@baton/protocol'
import type { Line } from './request.ts'

/** A playlist as it is read at once. `missing`: the file is not there at present. */
export interface PlaylistDocument extends PlaylistView {
  readonly tracks: readonly (PlaylistEntry & { readonly number: number; readonly missing: boolean })[]
}

/** Playlists, and what was listened to. Changes are commands; the list of playlists is followed. */
export interface Listening {
  playlist(playlistId: PlaylistId): Promise<PlaylistDocument>
  /** Newest first. */
  history(request?: { readonly limit?: number; readonly cursor?: string }): Promise<Page<HistoryItem>>
  /** Of the last days, as they begin on this machine's clock. */
  historySummary(days: number): Promise<HistorySummary>
}

const READ_WITHIN_MS = 10_000

export function listening(line: Line): Listening {
  const read = <T>(path: string) => line.patiently({ path }, READ_WITHIN_MS) as Promise<T>
  return {
    playlist: (playlistId) => read(`/playlists/${encodeURIComponent(playlistId)}`),
    history: ({ limit = 50, cursor } = {}) => {
      const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) })
      return read(`/history?${query}`)
    },
    historySummary: (days) =>
      read(`/history/summary?days=${days}&offset_minutes=${-new Date().getTimezoneOffset()}`),
  }
}
