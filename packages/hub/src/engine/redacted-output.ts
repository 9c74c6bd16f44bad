import { MAX_PRINTED } from '@baton/protocol'

/** The end of it, line by line, without what opens something: queries (tickets), names and passwords in addresses, long secrets. */
export function redactedOutput(text: string): string {
  const end = text.slice(-2 * MAX_PRINTED)
  // Of what was cut off in the middle nothing shows any more that it was secret.
  const whole = end.length < 2 * MAX_PRINTED ? end : end.replace(/^[^\n]*\n|^\S+/, '')
  return whole
    .split('\n')
    .map((line) =>
      line
        .replace(/\?[^\s"'<>]+/g, '?…')
        .replace(/\/\/[^\s/@]*@/g, '//…@')
        .replace(/\b(Bearer)\s+\S+/gi, '$1 …')
        .replace(/[A-Za-z0-9_-]{40,}/g, '…')
        .replace(/\p{Cc}+/gu, ' '),
    )
    .join('\n')
    .slice(-MAX_PRINTED)
}
