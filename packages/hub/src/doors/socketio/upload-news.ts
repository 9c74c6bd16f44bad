import { isUploadEvent, UPLOAD_CHUNK_BYTES, type UploadView } from '@baton/protocol'
import type { Arrivals } from './arrival-news.ts'
import type { Document } from './document.ts'

/** How far one is, is how many of its bytes are there. */
export const UPLOADS: Arrivals<UploadView, number> = {
  room: 'uploads',
  over: 'upload.over',
  idOf: ({ uploadId }) => uploadId,
  endOf: ({ phase }) => (phase === 'done' || phase === 'failed' ? phase : null),
  allIn: (state) => (state.family === 'uploads' ? state.uploads : null),
  newsIn(event) {
    if (!isUploadEvent(event)) return null
    return event.type === 'upload.removed' ? { removed: event.uploadId } : { changed: event.upload }
  },
  progressIn: (beacon) =>
    beacon.type === 'upload'
      ? beacon.progress.map(({ uploadId, receivedBytes }) => [uploadId, receivedBytes])
      : [],
  read: (readings) => readings.received(),
  progressOf: ({ phase, sizeBytes }, known, read = 0) =>
    phase === 'checking' ? sizeBytes : Math.max(known?.progress ?? 0, read),
  /** Bytes that were sent again do not take it back. */
  isNews: ({ view, progress }, received) => view.phase === 'receiving' && received > progress,
  progressSaid({ view, progress: received }) {
    const { sizeBytes, chunkBytes, phase } = view
    const parts = Math.ceil(received / (chunkBytes ?? UPLOAD_CHUNK_BYTES))
    const data = {
      ...about(view),
      chunk_index: Math.max(0, parts - 1),
      progress: Math.round((received * 1_000) / sizeBytes) / 10,
      complete: phase !== 'receiving',
    }
    return { event: 'upload:progress', data }
  },
  completeSaid(upload, arrived) {
    const { filename, isDuplicate } = upload
    const data = {
      ...about(upload),
      filename,
      metadata: arrived
        ? {
            title: arrived.details.title,
            artist: arrived.details.artist,
            album: arrived.details.album,
            album_artist: arrived.details.albumArtist,
            year: arrived.details.year,
            genre: arrived.details.genre,
            duration_ms: arrived.details.durationMs,
          }
        : {},
      track: arrived?.document ?? null,
      duplicate: isDuplicate,
    }
    return { event: 'upload:complete', data }
  },
  errorSaid(upload, { message, ...problem }) {
    return { event: 'upload:error', data: { ...about(upload), error: message, ...problem } }
  },
}

function about({ playlistId, uploadId }: UploadView): Document {
  return { playlist_id: playlistId, session_id: uploadId }
}
