import { UPLOAD_SHELF, UPLOADS, type Upload } from '@baton/hub/domain'
import type { UploadId } from '@baton/protocol'
import { BEGIN, newId, type OpenedStore } from './fixtures.ts'
import { type IncomingCase, incomingRules } from './incoming.ts'

const UPLOADED: IncomingCase<UploadId, Upload> = {
  titles: {
    loaded: '[K31] an upload that is loaded is the one that was saved last, at every worker',
    shelf: '[K31] the shelf of uploads holds what is open, in order, and knows what is over',
    room: '[K31] the room shows the uploads of the household, and private ones to their owners',
  },
  kind: UPLOADS,
  shelf: UPLOAD_SHELF,
  room: 'uploads',
  idOf: ({ view }) => view.uploadId,
  made: ({ userId, sessionId }, fields) => ({
    view: {
      uploadId: newId<UploadId>(),
      ownerId: userId,
      filename: 'Ünïcode \u{1F3B5} "quoted".flac',
      sizeBytes: 2 ** 40,
      sha256: null,
      playlistId: null,
      isPrivate: false,
      chunkBytes: null,
      phase: 'receiving',
      failure: null,
      trackId: null,
      isDuplicate: false,
      createdAt: BEGIN,
      expiresAt: BEGIN + 9,
      revision: 1,
      ...fields,
    },
    by: { userId, sessionId },
    folder: null,
    place: null,
  }),
  placed: (upload) => ({ ...upload, folder: 'A', place: 'A/B/C.flac' }),
  phases: { open: ['receiving', 'checking'], over: ['done', 'failed'] },
  shown: (state) => (state.family === 'uploads' ? state.uploads : []),
}

export function uploadRules(opened: () => OpenedStore): void {
  incomingRules(opened, UPLOADED)
}
