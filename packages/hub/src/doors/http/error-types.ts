// The eight types of errors that programs of music boxes tell apart, by socket and by HTTP alike.
import { ERRORS, type ErrorCode, type ErrorKind } from '@baton/protocol'

export type ErrorType =
  | 'validation_error'
  | 'bad_request'
  | 'not_found'
  | 'conflict'
  | 'rate_limit_exceeded'
  | 'service_unavailable'
  | 'internal_error'
  | 'permission_denied'

const TYPES: Readonly<Record<ErrorKind, ErrorType>> = {
  invalid: 'validation_error',
  unauthenticated: 'permission_denied',
  forbidden: 'permission_denied',
  'not-found': 'not_found',
  conflict: 'conflict',
  'too-large': 'validation_error',
  unsupported: 'validation_error',
  'too-many': 'rate_limit_exceeded',
  unavailable: 'service_unavailable',
  internal: 'internal_error',
}

export function errorTypeOf(code: ErrorCode): ErrorType {
  return code === 'request.malformed' || code === 'request.method' ? 'bad_request' : TYPES[ERRORS[code].kind]
}
