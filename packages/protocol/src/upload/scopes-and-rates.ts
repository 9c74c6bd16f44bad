import type { CommandRights } from '../values/scope.ts'
import type { UploadCommand } from './commands.ts'

const uploading = { scope: 'library', rateClass: 'queue' } as const

export const UPLOAD_COMMAND_RIGHTS = {
  'upload.begin': uploading,
  'upload.cancel': uploading,
} as const satisfies Readonly<Record<UploadCommand['type'], CommandRights>>
