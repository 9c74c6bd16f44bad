// Tags and downloads as a household may have them.
import type { DownloadId, DownloadView, PlaylistId, TagId, TagView, UserId } from '@baton/protocol'
import { id } from './fake-music.ts'

const owner = id(4, 1) as UserId
const playlistId = id(10, 0) as PlaylistId

export function fakeTags(now: number): readonly TagView[] {
  const tag = { linkedBy: owner, linkedAt: now - 9e8, revision: 1 }
  return [
    {
      ...tag,
      tagId: '04a1b2c3' as TagId,
      label: 'The red bear',
      target: { playlistId },
      title: null,
      policy: 'toggle',
      lastSeenAt: now - 3_600_000,
    },
    {
      ...tag,
      tagId: '04ffee0102' as TagId,
      label: null,
      target: { albumId: id(0, 0) as never },
      title: 'Northbound',
      policy: 'restart',
      lastSeenAt: null,
    },
  ]
}

export function fakeDownloads(now: number): readonly DownloadView[] {
  const download = (n: number, part: Partial<DownloadView>): DownloadView => ({
    downloadId: id(14, n) as DownloadId,
    ownerId: owner,
    url: `https://archive.example/session-${n}`,
    format: 'original',
    playlistId: null,
    isPrivate: false,
    asksFirst: false,
    tags: { title: `Session ${n}`, artist: 'The Ferrymen', album: null },
    phase: 'pending',
    failure: null,
    trackId: null,
    isDuplicate: false,
    createdAt: now - n * 60_000,
    expiresAt: now + 8e7,
    revision: 1,
    ...part,
  })
  return [
    download(1, { phase: 'downloading', playlistId }),
    download(2, { phase: 'waiting', asksFirst: true, format: 'mp3' }),
    download(3, { tags: null }),
    download(4, { phase: 'completed' }),
    download(5, { phase: 'failed', failure: 'download.private-address' }),
  ]
}
