import type { en } from '../../strings/en.ts'

export type AuditKind = keyof (typeof en)['activity']['kinds']
export type ActivityGroup = Exclude<keyof (typeof en)['activity']['groups'], 'all'>

/** Which filter shows which sort of entry. */
const GROUPS: Readonly<Record<AuditKind, ActivityGroup>> = {
  'owner.created': 'people',
  'sign-in.made': 'sign-ins',
  'sign-in.failed': 'refusals',
  'sign-in.held-up': 'refusals',
  'sign-in.ended': 'sign-ins',
  'token.reused': 'refusals',
  'tickets.refused': 'refusals',
  'proxy-header.ignored': 'refusals',
  'password.changed': 'people',
  'password.reset-link': 'people',
  'password.reset': 'people',
  'user.added': 'people',
  'user.removed': 'people',
  'box.added': 'access',
  'box.removed': 'access',
  'user.renamed': 'people',
  'user.role-changed': 'people',
  'key.made': 'access',
  'link.approved': 'access',
  'link.denied': 'access',
  'identity.linked': 'access',
  'identity.unlinked': 'access',
  'identity.refused': 'refusals',
  'folder.added': 'folders',
  'folder.removed': 'folders',
}

/** Null: a newer hub tells of something that this app does not know. */
export function knownKind(kind: string): AuditKind | null {
  return Object.hasOwn(GROUPS, kind) ? (kind as AuditKind) : null
}

export function groupOf(kind: string): ActivityGroup | null {
  const known = knownKind(kind)
  return known && GROUPS[known]
}
