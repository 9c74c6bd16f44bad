// Refusals in this door's words: a code of the catalogue as one of the eight types that its clients tell apart.
import {
  BatonError,
  ERRORS,
  type ErrorDetails,
  type ErrorKind,
  type Rejection,
  toRest,
} from '@baton/protocol'
import { z } from 'zod'
import { refusalOf } from '#doors/http'
import type { Document } from './documents.ts'

export const ERROR_TYPES = [
  'validation_error',
  'bad_request',
  'not_found',
  'conflict',
  'rate_limit_exceeded',
  'service_unavailable',
  'internal_error',
  'permission_denied',
] as const
export type ErrorType = (typeof ERROR_TYPES)[number]

const TYPES: Readonly<Record<ErrorKind, ErrorType>> = {
  invalid: 'validation_error',
  unauthenticated: 'permission_denied',
  forbidden: 'permission_denied',
  'not-found': 'not_found',
  conflict: 'conflict',
  'too-large': 'validation_error',
  unsupported: 'bad_request',
  'too-many': 'rate_limit_exceeded',
  unavailable: 'service_unavailable',
  internal: 'internal_error',
}

export function errorTypeOf(code: Rejection['code']): ErrorType {
  return code === 'request.malformed' || code === 'request.method' ? 'bad_request' : TYPES[ERRORS[code].kind]
}

export interface Problem {
  readonly code: Rejection['code']
  readonly message: string
  readonly details?: ErrorDetails | undefined
}

/** Of whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof z.ZodError) {
    const issues = error.issues.slice(0, 10).map(({ path, message }) => ({ path: path.join('.'), message }))
    const invalid = new BatonError('request.invalid', { issues })
    return { code: invalid.code, message: issueText(issues), details: invalid.details }
  }
  const { code, details } = refusalOf(error as Error)
  return { code, message: ERRORS[code].message, details }
}

export function problemFields({ code, message, details }: Problem): Document {
  return { message, error_type: errorTypeOf(code), code, ...(details && { details: toRest(details) }) }
}

function issueText(issues: readonly { readonly path: string; readonly message: string }[]): string {
  const [first] = issues
  return first
    ? `${ERRORS['request.invalid'].message} ${first.path}: ${first.message}`
    : ERRORS['request.invalid'].message
}
