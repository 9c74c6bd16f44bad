const LENGTH = 8

/** The letters of a short code, however it was typed: small letters, blanks and dashes make no other code. */
export function foldedCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z]/g, '')
}

export function isWholeCode(typed: string): boolean {
  return foldedCode(typed).length === LENGTH
}
