import { boxDownloadStatus, type DownloadProgress, type DownloadView, isDownloadEvent } from '@baton/protocol'
import type { Arrivals } from './arrival-news.ts'

/** Null: nothing was heard of how far it is in its present phase. */
export const DOWNLOADS: Arrivals<DownloadView, DownloadProgress | null> = {
  room: 'downloads',
  over: 'download.over',
  idOf: ({ downloadId }) => downloadId,
  endOf({ phase }) {
    if (phase === 'completed') return 'done'
    return phase === 'failed' ? 'failed' : null
  },
  allIn: (state) => (state.family === 'downloads' ? state.downloads : null),
  newsIn(event) {
    if (!isDownloadEvent(event)) return null
    return event.type === 'download.removed' ? { removed: event.downloadId } : { changed: event.download }
  },
  progressIn: (beacon) =>
    beacon.type === 'download' ? beacon.progress.map((progress) => [progress.downloadId, progress]) : [],
  read: (readings) => readings.downloading(),
  progressOf: ({ phase }, known, read = null) =>
    read ?? (known?.view.phase === phase ? known.progress : null),
  isNews: ({ progress: before }, now) =>
    before?.step !== now?.step ||
    before?.percent !== now?.percent ||
    before?.remainingMs !== now?.remainingMs,
  progressSaid: ({ view, progress }) => ({
    event: 'youtube:progress',
    data: { ...boxDownloadStatus(view, progress), playlist_id: view.playlistId },
  }),
  completeSaid: ({ downloadId, playlistId }, arrived) => ({
    event: 'youtube:complete',
    data: { task_id: downloadId, track: arrived?.document ?? null, playlist_id: playlistId },
  }),
  errorSaid: ({ downloadId, playlistId }, problem) => ({
    event: 'youtube:error',
    data: { task_id: downloadId, playlist_id: playlistId, ...problem },
  }),
}
