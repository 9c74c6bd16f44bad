/** Takes out whatever opens something: query strings (tickets), bearer tokens, and other long secrets. */
export function redact(text: string): string {
  return text
    .replace(/\?[^\s"'<>]*/g, (query) => (query.length > 1 ? '?…' : query))
    .replace(/\b(Bearer)\s+\S+/gi, '$1 …')
    .replace(/[A-Za-z0-9_-]{40,}/g, '…')
    .replace(/\p{Cc}+/gu, ' ')
}
