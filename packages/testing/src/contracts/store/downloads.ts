import { DOWNLOAD_SHELF, DOWNLOADS, type Download } from '@baton/hub/domain'
import type { DownloadId } from '@baton/protocol'
import { BEGIN, newId, type OpenedStore } from './fixtures.ts'
import { type IncomingCase, incomingRules } from './incoming.ts'

const DOWNLOADED: IncomingCase<DownloadId, Download> = {
  titles: {
    loaded: '[K32] a download that is loaded is the one that was saved last, at every worker',
    shelf: '[K32] the shelf of downloads holds what is open, in order, and knows what is over',
    room: '[K32] the room shows the downloads of the household, and private ones to their owners',
  },
  kind: DOWNLOADS,
  shelf: DOWNLOAD_SHELF,
  room: 'downloads',
  idOf: ({ view }) => view.downloadId,
  made: ({ userId, sessionId }, fields) => ({
    view: {
      downloadId: newId<DownloadId>(),
      ownerId: userId,
      url: 'https://example.org/song',
      format: 'original',
      playlistId: null,
      isPrivate: false,
      asksFirst: false,
      tags: { title: 'Ünïcode \u{1F3B5} "quoted"', artist: null, album: 'An album' },
      phase: 'pending',
      failure: null,
      trackId: null,
      isDuplicate: false,
      createdAt: BEGIN,
      expiresAt: BEGIN + 9,
      revision: 1,
      ...fields,
    },
    by: { userId, sessionId },
    isDescribed: false,
    place: null,
  }),
  placed: (download) => ({ ...download, isDescribed: true, place: 'A/B/C.flac' }),
  phases: { open: ['pending', 'downloading', 'waiting', 'processing'], over: ['completed', 'failed'] },
  shown: (state) => (state.family === 'downloads' ? state.downloads : []),
}

export function downloadRules(opened: () => OpenedStore): void {
  incomingRules(opened, DOWNLOADED)
}
