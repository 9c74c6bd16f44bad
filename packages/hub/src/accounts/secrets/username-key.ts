/** Names that differ only in case, or in how their letters are composed, are one name. */
export function nameKey(username: string): string {
  return username.trim().normalize('NFKC').toLowerCase()
}
