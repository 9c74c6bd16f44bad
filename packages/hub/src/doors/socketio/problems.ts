// Refusals in this door's words.
import { BatonError, ERRORS, type ErrorDetails, type Rejection, toRest } from '@baton/protocol'
import { z } from 'zod'
import { errorTypeOf, refusalOf } from '#doors/http'
import type { Document } from './document.ts'

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
