import { resolve, sep } from 'node:path'
import { size } from './size.ts'
import { UsageError } from './usage-error.ts'

export interface UploadConfig {
  /** Where uploads are kept; missing: in the data folder. */
  readonly uploadsDir?: string
  /** Of one file; missing: 2 GiB. */
  readonly uploadMaxBytes?: number
  /** Of all uploads of one household; missing: as much as the disk holds. */
  readonly uploadQuotaBytes?: number
}

export const UPLOAD_SETTINGS = [
  {
    flag: 'uploads',
    env: 'BATON_UPLOADS',
    value: 'DIR',
    help: 'where uploaded music is kept (default: uploads in the data folder)',
  },
  {
    flag: 'upload-max',
    env: 'BATON_UPLOAD_MAX',
    value: 'SIZE',
    help: 'largest file that is taken, such as 500M or 4G (default: 2G)',
  },
  {
    flag: 'upload-quota',
    env: 'BATON_UPLOAD_QUOTA',
    value: 'SIZE',
    help: 'room for the uploads of each household, such as 50G (default: the whole disk)',
  },
]

export function uploadConfig(
  given: (flag: string) => string | undefined,
  musicDirs: readonly (string | undefined)[],
): UploadConfig {
  return {
    ...folder(given('uploads'), musicDirs),
    ...size('upload-max', 'uploadMaxBytes', given('upload-max')),
    ...size('upload-quota', 'uploadQuotaBytes', given('upload-quota')),
  }
}

/** The owner's folders stay as they are: nothing is written into them. */
function folder(
  text: string | undefined,
  musicDirs: readonly (string | undefined)[],
): Pick<UploadConfig, 'uploadsDir'> {
  if (text === undefined) return {}
  const path = resolve(text)
  const other = musicDirs.find(
    (dir) => dir && (dir === path || dir.startsWith(path + sep) || path.startsWith(dir + sep)),
  )
  if (other)
    throw new UsageError(`--uploads ${path} and the music folder ${other} must not lie in each other.`)
  return { uploadsDir: path }
}
