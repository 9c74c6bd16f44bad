export type { Arrival } from './arrival.ts'
export type { Landing } from './landing.ts'
export { progressNews } from './progress-news.ts'
export {
  type RunningUploads,
  type UploadIntakeParts,
  uploadFolderOf,
  uploadIntake,
} from './upload-intake.ts'
export type { StoredUpload, UploadRecords } from './upload-records.ts'
