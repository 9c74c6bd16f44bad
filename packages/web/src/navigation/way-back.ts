/** Where somebody stood who has to go to another site to sign in. A tab keeps it for itself, and for one return. */
const KEY = 'baton.way-back'

export function keepWayBack(): void {
  try {
    if (!location.hash.startsWith('#/sign-in')) sessionStorage.setItem(KEY, location.hash)
  } catch {
    // Storage is refused: the way leads to the first page.
  }
}

/** The address that was left, once; empty where there is none. */
export function takeWayBack(): string {
  try {
    const kept = sessionStorage.getItem(KEY) ?? ''
    sessionStorage.removeItem(KEY)
    return kept.startsWith('#/') ? kept : ''
  } catch {
    return ''
  }
}
