import type { CommandLike, Family } from './family.ts'

/** The families that a hub knows, found by the type of a command. */
export type FamilyOf = (command: CommandLike) => Family

export function familiesBy(families: readonly Family[]): FamilyOf {
  const byPrefix = new Map<string, Family>()
  for (const family of families) {
    for (const prefix of family.prefixes) {
      if (byPrefix.has(prefix)) throw new Error(`Two families have commands that begin with ${prefix}`)
      byPrefix.set(prefix, family)
    }
  }
  const byType = new Map<string, Family>()
  return ({ type }) => {
    const known = byType.get(type)
    if (known) return known
    const family = byPrefix.get(type.slice(0, type.indexOf('.')))
    if (!family) throw new Error(`No family knows the command ${type}`)
    byType.set(type, family)
    return family
  }
}
