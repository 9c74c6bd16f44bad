import type { DownloadCommand } from '../../download/commands.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { downloadEndpoints } from './endpoints.ts'

export const downloadRequests: RequestsOf<DownloadCommand> = {
  'download.begin': ({ url, format, playlistId, asksFirst }) =>
    requestTo(downloadEndpoints.begin, {
      body: { url, format, playlist_id: playlistId, asks_first: asksFirst },
    }),
  'download.describe': ({ downloadId, tags }) =>
    requestTo(downloadEndpoints.describe, { params: { id: downloadId }, body: tags }),
  'download.retry': ({ downloadId }) => requestTo(downloadEndpoints.retry, { params: { id: downloadId } }),
  'download.cancel': ({ downloadId }) => requestTo(downloadEndpoints.cancel, { params: { id: downloadId } }),
}
