/** Letters and digits that nobody takes for one another, read from a small display across the room. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 6
/** Bytes from here on would make the first letters likelier than the others. */
const EVEN_BELOW = 256 - (256 % ALPHABET.length)

/** A code as a display shows it. */
export function newRegistrationCode(bytes: (length: number) => Uint8Array): string {
  let code = ''
  while (code.length < CODE_LENGTH) {
    for (const byte of bytes(CODE_LENGTH)) {
      if (byte < EVEN_BELOW && code.length < CODE_LENGTH) code += ALPHABET[byte % ALPHABET.length]
    }
  }
  return code
}

/** As people type it: in whatever case, with spaces or dashes. Null: no display shows such a code. */
export function registrationCodeIn(text: string): string | null {
  const code = text.replace(/[\s-]/g, '').toUpperCase()
  return code.length === CODE_LENGTH && [...code].every((letter) => ALPHABET.includes(letter)) ? code : null
}
