import type { UploadCommand } from '../../upload/commands.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { uploadEndpoints } from './endpoints.ts'

export const uploadRequests: RequestsOf<UploadCommand> = {
  'upload.begin': ({ filename, sizeBytes, sha256, playlistId, folder }) =>
    requestTo(uploadEndpoints.begin, {
      body: { filename, size_bytes: sizeBytes, sha256, playlist_id: playlistId, folder },
    }),
  'upload.cancel': ({ uploadId }) => requestTo(uploadEndpoints.cancel, { params: { id: uploadId } }),
}
