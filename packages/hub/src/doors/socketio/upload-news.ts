// What the household's uploads are called on this wire: how far they are, and how they end. A client is told it as long
// as it follows all playlists, or the one that the track goes into.
import {
  BatonError,
  type BatonEvent,
  type Beacon,
  type ErrorCode,
  isUploadEvent,
  type RoomState,
  UPLOAD_CHUNK_BYTES,
  type UploadId,
  type UploadView,
} from '@baton/protocol'
import type { Aside, AsideNews } from './aside-news.ts'
import { type Document, uploadedTrackDocument } from './documents.ts'
import { PLAYLISTS } from './names.ts'
import { problemFields, problemOf } from './problems.ts'
import type { FrameReadings } from './readings.ts'

export class UploadNews implements AsideNews {
  readonly room = 'uploads'
  readonly #open = new Map<UploadId, { upload: UploadView; received: number }>()

  begin(state: RoomState, readings: FrameReadings): Promise<readonly Aside[]> | null {
    return state.family === 'uploads' ? this.#begin(state.uploads, readings) : null
  }

  /** What went over to its end unheard is told with it. */
  async #begin(uploads: readonly UploadView[], readings: FrameReadings): Promise<readonly Aside[]> {
    const there = new Set(uploads.map(({ uploadId }) => uploadId))
    const told: Aside[] = []
    for (const { upload } of [...this.#open.values()]) {
      if (!there.has(upload.uploadId)) told.push(...this.#gone(upload.uploadId))
    }
    const isOver = ({ phase }: UploadView) => phase === 'done' || phase === 'failed'
    const received = uploads.every(isOver) ? null : await readings.received()
    for (const upload of uploads) {
      const isKnown = this.#open.has(upload.uploadId)
      if (!isOver(upload) || isKnown) told.push(...(await this.#changed(upload, readings, received)))
    }
    return told
  }

  inRoom(room: string): readonly Aside[] {
    return [...this.#open.values()]
      .filter(({ upload }) => roomsOf(upload).includes(room))
      .map(({ upload, received }) => progressTold(upload, received))
  }

  hear(event: BatonEvent, readings: FrameReadings): Promise<readonly Aside[]> | null {
    if (!isUploadEvent(event)) return null
    return event.type === 'upload.removed'
      ? Promise.resolve(this.#gone(event.uploadId))
      : this.#changed(event.upload, readings)
  }

  /** Bytes that were sent again do not take it back. */
  beacon(beacon: Beacon): readonly Aside[] {
    if (beacon.type !== 'upload') return []
    return beacon.progress.flatMap(({ uploadId, receivedBytes }) => {
      const known = this.#open.get(uploadId)
      if (known?.upload.phase !== 'receiving' || receivedBytes <= known.received) return []
      known.received = receivedBytes
      return [progressTold(known.upload, receivedBytes)]
    })
  }

  async #changed(
    upload: UploadView,
    readings: FrameReadings,
    present: ReadonlyMap<UploadId, number> | null = null,
  ): Promise<readonly Aside[]> {
    const { uploadId, phase, failure } = upload
    const known = this.#open.get(uploadId)
    if (phase === 'done' || phase === 'failed') {
      this.#open.delete(uploadId)
      return [phase === 'done' ? await completeTold(upload, readings) : errorTold(upload, failure)]
    }
    const heard = Math.max(known?.received ?? 0, present?.get(uploadId) ?? 0)
    const received = phase === 'checking' ? upload.sizeBytes : heard
    this.#open.set(uploadId, { upload, received })
    return known?.upload.phase === phase ? [] : [progressTold(upload, received)]
  }

  #gone(uploadId: UploadId): readonly Aside[] {
    const known = this.#open.get(uploadId)
    this.#open.delete(uploadId)
    return known ? [errorTold(known.upload, null)] : []
  }
}

function roomsOf({ playlistId }: UploadView): readonly string[] {
  return playlistId === null ? [PLAYLISTS] : [PLAYLISTS, `playlist:${playlistId}`]
}

function about({ playlistId, uploadId }: UploadView): Document {
  return { playlist_id: playlistId, session_id: uploadId }
}

function progressTold(upload: UploadView, received: number): Aside {
  const { sizeBytes, chunkBytes, phase } = upload
  const parts = Math.ceil(received / (chunkBytes ?? UPLOAD_CHUNK_BYTES))
  const data = {
    ...about(upload),
    chunk_index: Math.max(0, parts - 1),
    progress: Math.round((received * 1_000) / sizeBytes) / 10,
    complete: phase !== 'receiving',
  }
  return { event: 'upload:progress', rooms: roomsOf(upload), data }
}

async function completeTold(upload: UploadView, readings: FrameReadings): Promise<Aside> {
  const { filename, trackId, playlistId, isDuplicate } = upload
  const track = trackId && (await readings.track(trackId))
  const list = playlistId && (await readings.playlist(playlistId))
  const data = {
    ...about(upload),
    filename,
    metadata: track
      ? {
          title: track.title,
          artist: track.artist,
          album: track.album,
          album_artist: track.albumArtist,
          year: track.year,
          genre: track.genre,
          duration_ms: track.durationMs,
        }
      : {},
    track: track ? uploadedTrackDocument(track, list?.entries ?? [], readings.seq) : null,
    duplicate: isDuplicate,
  }
  return { event: 'upload:complete', rooms: roomsOf(upload), data }
}

/** Null: it was given up. */
function errorTold(upload: UploadView, failure: ErrorCode | null): Aside {
  const { message, ...problem } = problemFields(problemOf(new BatonError(failure ?? 'upload.over')))
  return {
    event: 'upload:error',
    rooms: roomsOf(upload),
    data: { ...about(upload), error: message, ...problem },
  }
}
