// When two names are the same person or the same album. What folds alike when somebody searches is not the same for
// that: marks that are letters (the voicing of kana, vowels of Indic and Thai, points of Hebrew and Arabic) tell people
// apart, and so do accents. Rule B45.
import { createHash } from 'node:crypto'

/** What nobody sees: a name pasted from a web page may hold it. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u2060\ufeff]/g

/** As programs write an apostrophe and a hyphen; neither is a letter, as that of Hawaiian is. */
const APOSTROPHES = /[\u2018\u2019\u201b\u2032\uff07]/g
const HYPHENS = /[\u2010\u2011\ufe63\uff0d]/g

/** What most names are: there is nothing to compose or to take out. */
const PLAIN = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/

/** Composed, in small letters, with single spaces; every apostrophe is one, and so is every hyphen. */
export function exactName(name: string): string {
  if (PLAIN.test(name)) return name.toLowerCase()
  return name
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(APOSTROPHES, "'")
    .replace(HYPHENS, '-')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Identities stand in indexes, which do not take text of any length. */
export function identityOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url')
}
