import type { Chance } from '../ports/clock.ts'
import { randomLetters } from '../secrets/random-letters.ts'

/** Letters and digits that nobody takes for one another, read from a small display across the room. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 6

/** A code as a display shows it. */
export function newRegistrationCode(chance: Pick<Chance, 'bytes'>): string {
  return randomLetters(ALPHABET, CODE_LENGTH, chance)
}

/** As people type it: in whatever case, with spaces or dashes. Null: no display shows such a code. */
export function registrationCodeIn(text: string): string | null {
  const code = text.replace(/[\s-]/g, '').toUpperCase()
  return code.length === CODE_LENGTH && [...code].every((letter) => ALPHABET.includes(letter)) ? code : null
}
