import { BatonError, type ErrorCode } from '@baton/protocol'

/** What is told of an error that ended the work on a file. */
export function failureCode(error: unknown): ErrorCode {
  if (error instanceof BatonError) return error.code
  return isDiskFull(error) ? 'upload.disk-full' : 'hub.internal'
}

export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}
