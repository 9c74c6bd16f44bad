/** An owner runs the household, a member uses all of it, a listener plays music and changes nothing that is shared. */
export const ROLES = ['owner', 'member', 'listener'] as const
export type Role = (typeof ROLES)[number]
