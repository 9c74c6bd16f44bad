/** Of what browsers allow in a host some has a meaning to the terminals that addresses are pasted into. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)$/i
/** The same of a path. */
const PATH = /^[\w./~-]*$/

/** The address of a hub as somebody writes it: the scheme may be missing. Null: it is none. */
export function hubAddress(text: string): string | null {
  const trimmed = text.trim()
  if (trimmed === '' || /\s/.test(trimmed)) return null
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`)
    const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
    const path = url.pathname.replace(/\/+(?:index\.html)?$/, '')
    return isWeb && HOST.test(url.hostname) && PATH.test(path) ? url.origin + path : null
  } catch {
    return null
  }
}

/** By which this page has come, without a slash at its end. */
export function ownAddress(): string {
  return location.origin + hubPath()
}

/** Under which path of its host the hub is, such as `/baton`; empty: at the top. */
export function hubPath(): string {
  return location.pathname.replace(/\/[^/]*$/, '')
}

/** No other device can use it. */
export function isOnlyHere(address: string): boolean {
  const { hostname } = new URL(address)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || /^127\.|^\[::1\]$/.test(hostname)
}
