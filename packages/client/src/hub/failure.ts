import { ERRORS, type ErrorCode, type ErrorDetails, type Retry } from '@baton/protocol'

/**
 * `client.offline`: no answer came, within the time a request may take. `client.expired`: it would have come too late to be meant.
 * `client.unreadable`: what came was not an answer of a hub.
 */
export type ClientCode = 'client.offline' | 'client.expired' | 'client.unreadable'
export type FailureCode = ErrorCode | ClientCode

const OWN_MESSAGES: Readonly<Record<ClientCode, string>> = {
  'client.offline': 'The hub cannot be reached.',
  'client.expired': 'The hub did not answer in time. What you asked for was dropped.',
  'client.unreadable': 'The answer did not come from a Baton hub of this version.',
}

/** The one way in which anything asked of the hub can fail. `code` is from the protocol's catalogue, or `client.*`. */
export class BatonFailure extends Error {
  readonly code: FailureCode
  readonly details: ErrorDetails | undefined
  readonly retry: Retry
  /** How long the hub asked to wait, where it did. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: FailureCode,
    more: { message?: string; details?: ErrorDetails; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    const own = isClientCode(code)
    super(more.message ?? (own ? OWN_MESSAGES[code] : ERRORS[code].message), { cause: more.cause })
    this.name = 'BatonFailure'
    this.code = code
    this.details = more.details
    this.retry = own ? (code === 'client.unreadable' ? 'no' : 'later') : ERRORS[code].retry
    this.retryAfterMs = more.retryAfterMs
  }
}

export function isFailure(error: unknown, ...codes: readonly FailureCode[]): error is BatonFailure {
  return error instanceof BatonFailure && (codes.length === 0 || codes.includes(error.code))
}

function isClientCode(code: FailureCode): code is ClientCode {
  return code in OWN_MESSAGES
}
