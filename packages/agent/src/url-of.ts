/** Null where it is no address. Node 20 has no `URL.parse`. */
export function urlOf(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}
