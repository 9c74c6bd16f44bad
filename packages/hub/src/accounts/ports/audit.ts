import type { HouseholdId, UserId } from '@baton/protocol'

/** The closed list of what the audit log tells. */
export const AUDITED = [
  'owner.created',
  'sign-in.made',
  'sign-in.failed',
  'sign-in.held-up',
  'sign-in.ended',
  'token.reused',
  'password.changed',
  'password.reset-link',
  'password.reset',
  'user.added',
  'user.renamed',
  'user.role-changed',
  'user.removed',
  'box.added',
  'box.removed',
  'key.made',
  'link.approved',
  'link.denied',
  'identity.linked',
  'identity.unlinked',
  'identity.refused',
  'proxy-header.ignored',
  'tickets.refused',
  'folder.added',
  'folder.removed',
] as const
export type AuditKind = (typeof AUDITED)[number]

/** Plain facts without names, addresses or secrets. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>

export interface AuditEntry {
  /** Two entries with one id are one: their counts add up. */
  readonly id: string
  readonly householdId: HouseholdId
  readonly at: number
  readonly kind: AuditKind
  /** Who did it, where somebody is known. */
  readonly actorId: UserId | null
  /** Whom it is about. */
  readonly subjectId: UserId | null
  readonly signInId: string | null
  readonly network: string | null
  readonly count: number
  readonly details: AuditDetails
}

export interface AuditStore {
  addAudit(entry: AuditEntry): Promise<void>
  /** Newest first, older than the cursor. */
  auditOf(
    householdId: HouseholdId,
    before: { readonly at: number; readonly id: string } | null,
    limit: number,
  ): Promise<readonly AuditEntry[]>
  /** Keeps the newest of each household, and none that is older. Returns how many went. */
  pruneAudit(olderThan: number, most: number): Promise<number>
}
