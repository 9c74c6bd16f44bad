export { acceptedReceipt } from './accepted-receipt.ts'
export type { Arrival } from './arrival.ts'
export { failureCode } from './failure-code.ts'
export type { Landing } from './landing.ts'
export { type ProgressNews, progressNews } from './progress-news.ts'
export {
  type RunningUploads,
  type UploadIntakeParts,
  uploadFolderOf,
  uploadIntake,
} from './upload-intake.ts'
export type { StoredUpload, UploadRecords } from './upload-records.ts'
