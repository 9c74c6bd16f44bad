import { z } from 'zod'
import { ARTWORK_ERRORS } from './errors/artwork.ts'
import { DEVICE_AND_HUB_ERRORS } from './errors/devices-and-hub.ts'
import { DOWNLOAD_ERRORS } from './errors/downloads.ts'
import { MUSIC_ERRORS } from './errors/music.ts'
import { REQUEST_AND_PEOPLE_ERRORS } from './errors/requests-and-people.ts'

export type { ErrorKind, Retry } from './errors/kinds.ts'

/** The closed list of everything Baton can refuse or fail with, as people and programs read it. */
export const ERRORS = {
  ...REQUEST_AND_PEOPLE_ERRORS,
  ...MUSIC_ERRORS,
  ...DOWNLOAD_ERRORS,
  ...DEVICE_AND_HUB_ERRORS,
  ...ARTWORK_ERRORS,
} as const

export type ErrorCode = keyof typeof ERRORS
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]])

/** Facts beside the code, for programs: plain JSON, never secrets. */
export type ErrorDetails = Readonly<Record<string, z.core.util.JSONType>>

/** A refusal as a value: what the domain and the engine return instead of throwing. */
export type Rejection = {
  readonly code: ErrorCode
  readonly message: string
  readonly details?: ErrorDetails
}

export function rejection(code: ErrorCode, details?: ErrorDetails): Rejection {
  const { message } = ERRORS[code]
  return details ? { code, message, details } : { code, message }
}

/** A refusal on its way out through code that can only throw, such as a framework's hooks. */
export class BatonError extends Error {
  readonly code: ErrorCode
  readonly details: ErrorDetails | undefined

  constructor(code: ErrorCode, details?: ErrorDetails, options?: ErrorOptions) {
    super(ERRORS[code].message, options)
    this.name = 'BatonError'
    this.code = code
    this.details = details
  }
}
