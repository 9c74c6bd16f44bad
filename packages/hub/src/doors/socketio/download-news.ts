// What the household's downloads are called on this wire: how far they are, and how they end. A client is told it as long
// as it follows all playlists, or the one that the track goes into.
import {
  BatonError,
  type BatonEvent,
  type Beacon,
  boxDownloadStatus,
  type DownloadId,
  type DownloadProgress,
  type DownloadView,
  type ErrorCode,
  isDownloadEvent,
  type RoomState,
} from '@baton/protocol'
import type { Aside, AsideNews } from './aside-news.ts'
import { uploadedTrackDocument } from './documents.ts'
import { PLAYLISTS } from './names.ts'
import { problemFields, problemOf } from './problems.ts'
import type { FrameReadings } from './readings.ts'

interface Known {
  readonly download: DownloadView
  readonly progress: DownloadProgress | null
}

export class DownloadNews implements AsideNews {
  readonly room = 'downloads'
  readonly #open = new Map<DownloadId, Known>()

  begin(state: RoomState, readings: FrameReadings): Promise<readonly Aside[]> | null {
    return state.family === 'downloads' ? this.#begin(state.downloads, readings) : null
  }

  hear(event: BatonEvent, readings: FrameReadings): Promise<readonly Aside[]> | null {
    if (!isDownloadEvent(event)) return null
    return event.type === 'download.removed'
      ? Promise.resolve(this.#gone(event.downloadId))
      : this.#changed(event.download, readings)
  }

  beacon(beacon: Beacon): readonly Aside[] {
    if (beacon.type !== 'download') return []
    return beacon.progress.flatMap((progress) => {
      const known = this.#open.get(progress.downloadId)
      if (!known || isSame(known.progress, progress)) return []
      const now = { download: known.download, progress }
      this.#open.set(progress.downloadId, now)
      return [progressTold(now)]
    })
  }

  inRoom(room: string): readonly Aside[] {
    return [...this.#open.values()].map(progressTold).filter(({ rooms }) => rooms.includes(room))
  }

  /** What went over to its end unheard is told with it. */
  async #begin(downloads: readonly DownloadView[], readings: FrameReadings): Promise<readonly Aside[]> {
    const there = new Set(downloads.map(({ downloadId }) => downloadId))
    const told: Aside[] = []
    for (const id of [...this.#open.keys()]) if (!there.has(id)) told.push(...this.#gone(id))
    const present = downloads.every(isOver) ? null : await readings.downloading()
    for (const download of downloads) {
      if (!isOver(download) || this.#open.has(download.downloadId))
        told.push(...(await this.#changed(download, readings, present)))
    }
    return told
  }

  async #changed(
    download: DownloadView,
    readings: FrameReadings,
    present: ReadonlyMap<DownloadId, DownloadProgress> | null = null,
  ): Promise<readonly Aside[]> {
    const { downloadId, phase, failure } = download
    const known = this.#open.get(downloadId)
    if (isOver(download)) {
      this.#open.delete(downloadId)
      return [phase === 'completed' ? await completeTold(download, readings) : errorTold(download, failure)]
    }
    const isSamePhase = known?.download.phase === phase
    const now = { download, progress: present?.get(downloadId) ?? (isSamePhase ? known.progress : null) }
    this.#open.set(downloadId, now)
    return isSamePhase ? [] : [progressTold(now)]
  }

  #gone(downloadId: DownloadId): readonly Aside[] {
    const known = this.#open.get(downloadId)
    this.#open.delete(downloadId)
    return known ? [errorTold(known.download, null)] : []
  }
}

function isOver({ phase }: DownloadView): boolean {
  return phase === 'completed' || phase === 'failed'
}

function roomsOf({ playlistId }: DownloadView): readonly string[] {
  return playlistId === null ? [PLAYLISTS] : [PLAYLISTS, `playlist:${playlistId}`]
}

function progressTold({ download, progress }: Known): Aside {
  const data = { ...boxDownloadStatus(download, progress), playlist_id: download.playlistId }
  return { event: 'youtube:progress', rooms: roomsOf(download), data }
}

async function completeTold(download: DownloadView, readings: FrameReadings): Promise<Aside> {
  const { downloadId, trackId, playlistId } = download
  const track = trackId && (await readings.track(trackId))
  const list = playlistId && (await readings.playlist(playlistId))
  const data = {
    task_id: downloadId,
    track: track ? uploadedTrackDocument(track, list?.entries ?? [], readings.seq) : null,
    playlist_id: playlistId,
  }
  return { event: 'youtube:complete', rooms: roomsOf(download), data }
}

/** Null: it was given up. */
function errorTold(download: DownloadView, failure: ErrorCode | null): Aside {
  const problem = problemFields(problemOf(new BatonError(failure ?? 'download.over')))
  const data = { task_id: download.downloadId, playlist_id: download.playlistId, ...problem }
  return { event: 'youtube:error', rooms: roomsOf(download), data }
}

function isSame(one: DownloadProgress | null, other: DownloadProgress): boolean {
  return one?.step === other.step && one.percent === other.percent && one.remainingMs === other.remainingMs
}
