import type { CommandRights } from '../values/scope.ts'
import type { DownloadCommand } from './commands.ts'

const downloading = { scope: 'library', rateClass: 'queue' } as const

export const DOWNLOAD_COMMAND_RIGHTS = {
  'download.begin': downloading,
  'download.describe': downloading,
  'download.retry': downloading,
  'download.cancel': downloading,
} as const satisfies Readonly<Record<DownloadCommand['type'], CommandRights>>
