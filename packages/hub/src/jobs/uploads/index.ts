export {
  type RunningUploads,
  type UploadIntakeParts,
  uploadFolderOf,
  uploadIntake,
} from './upload-intake.ts'
export type { StoredUpload, UploadRecords } from './upload-records.ts'
