import type { Chance } from '../ports/clock.ts'

const VALUES_OF_BYTE = 256

/** So many letters of that alphabet, each as likely as any other. */
export function randomLetters(alphabet: string, length: number, chance: Pick<Chance, 'bytes'>): string {
  // Bytes from here on would make the first letters likelier than the others.
  const evenBelow = VALUES_OF_BYTE - (VALUES_OF_BYTE % alphabet.length)
  let letters = ''
  while (letters.length < length) {
    for (const byte of chance.bytes(length - letters.length)) {
      if (byte < evenBelow) letters += alphabet[byte % alphabet.length]
    }
  }
  return letters
}
