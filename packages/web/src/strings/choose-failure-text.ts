import type { FailureCode } from '@baton/client'
import { strings } from './strings.ts'

/** One sentence for people. Falls back to the catalogue's own, which the hub sends along. */
export function failureText(failure: { readonly code: FailureCode; readonly message: string }): string {
  return strings.failures[failure.code] ?? failure.message
}
