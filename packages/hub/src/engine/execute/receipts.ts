import { createHash } from 'node:crypto'
import { type Command, type CommandId, type Receipt, type Rejection, rejection } from '@baton/protocol'
import type { Outcome } from '#domain'
import type { StoredReceipt } from '../ports/store.ts'

/** What became of a command. */
export type Verdict =
  | { readonly kind: 'repeated'; readonly receipt: Receipt }
  | { readonly kind: 'rejected'; readonly rejection: Rejection; readonly notBefore?: number }
  | { readonly kind: 'accepted'; readonly outcome: Outcome; readonly changed: boolean; readonly at: number }

/** The same command once more has the stored outcome; the same id with another body is a conflict. */
export function recognise(stored: StoredReceipt, bodyHash: string, commandId: CommandId): Verdict {
  if (stored.bodyHash === bodyHash) return { kind: 'repeated', receipt: stored.receipt }
  return { kind: 'rejected', rejection: rejection('command.conflict', { command_id: commandId }) }
}

export function receiptOf(verdict: Verdict, commandId: CommandId, seq: number): Receipt {
  switch (verdict.kind) {
    case 'repeated':
      return verdict.receipt
    case 'rejected':
      return rejectedReceipt(commandId, verdict.rejection)
    case 'accepted': {
      const { revision, result } = verdict.outcome
      return { outcome: 'accepted', commandId, seq, revision, changed: verdict.changed, result }
    }
  }
}

export function rejectedReceipt(commandId: CommandId, { code, message, details }: Rejection): Receipt {
  return { outcome: 'rejected', commandId, code, message, ...(details && { details }) }
}

export function hashOf(command: Command): string {
  return createHash('sha256').update(canonical(command)).digest('base64url')
}

/** The same words in another order are the same body. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`
}
