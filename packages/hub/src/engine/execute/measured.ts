import { ERRORS, type ErrorCode } from '@baton/protocol'
import type { MeasuredCommand } from '../ports/measures.ts'
import type { Verdict } from './receipts.ts'

type Measured = Pick<MeasuredCommand, 'outcome' | 'code' | 'changed'>

/** A command that another has overtaken was carried out already, as far as anybody can tell. */
export function measuredVerdict(verdict: Verdict | { readonly kind: 'overtaken' }): Measured {
  if (verdict.kind === 'rejected') return measuredRefusal(verdict.rejection.code)
  return {
    outcome: verdict.kind === 'overtaken' ? 'repeated' : verdict.kind,
    code: null,
    changed: verdict.kind === 'accepted' && verdict.changed,
  }
}

/** What the store or the hub cannot do now is no verdict on the command. */
export function measuredRefusal(code: ErrorCode): Measured {
  const { kind } = ERRORS[code]
  const isFailure = kind === 'unavailable' || kind === 'internal'
  return { outcome: isFailure ? 'failed' : 'rejected', code, changed: false }
}
