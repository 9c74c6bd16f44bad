export type { DownloadRecords, StoredDownload } from './download-records.ts'
export {
  DOWNLOADS_AT_ONCE,
  type DownloadParts,
  downloads,
  type RunningDownloads,
} from './download-service.ts'
export { type DownloadTools, downloadTools } from './program/tools.ts'
