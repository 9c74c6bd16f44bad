// Folds text to what people mean when they search: no case, no accents, no doubled spaces. Folding is done here and
// not in SQL, so that SQLite and Postgres find and order the same.

const MAX_TEXT_LENGTH = 500
const MAX_KEY_LENGTH = 200
const MAX_SEARCH_WORDS = 10

/** Letters that carry no separable accent, and are still typed without it. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  '×': 'x',
}

/** Letters of which keyboards and programs write one for the other: at the end of Greek words, of Arabic and of Persian. */
const SAME_LETTERS: Readonly<Record<string, string>> = { ς: 'σ', ك: 'ک', ي: 'ی', ى: 'ی', ة: 'ه' }
const WITH_SAME = /[ςكيىة\u30a1-\u30f6]/g
const HIRAGANA_BEFORE_KATAKANA = 0x60

/** Whatever keyboards and programs put where an apostrophe or a hyphen is meant. */
const APOSTROPHES = /[’‘‛ʼʻʽʹ′`´＇]/g
const HYPHENS = /[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d]/g

/** What most texts consist of: there is nothing to take apart. */
const PLAIN = /^[\x20-\x7e]*$/
const WIDE_SPACE = /^ | $| {2}/

export function fold(text: string): string {
  if (PLAIN.test(text) && !WIDE_SPACE.test(text)) return text.toLowerCase()
  const bare = text
    .toLowerCase()
    .replace(APOSTROPHES, "'")
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(HYPHENS, '-')
    .replace(/[ßæœøđðþłı×]/g, (letter) => PLAIN_LETTERS[letter] ?? letter)
    .replace(WITH_SAME, sameLetter)
  return bare.replace(/\s+/g, ' ').trim()
}

/** Katakana is typed as hiragana. */
function sameLetter(letter: string): string {
  return SAME_LETTERS[letter] ?? String.fromCharCode(letter.charCodeAt(0) - HIRAGANA_BEFORE_KATAKANA)
}

/** What a list is ordered by. */
export function sortKey(text: string): string {
  return fold(text).slice(0, MAX_KEY_LENGTH).toWellFormed()
}

export function searchText(...parts: readonly (string | null)[]): string {
  return [...new Set(parts.filter((part) => part !== null).map(fold))].join('\n').toWellFormed()
}

/** One LIKE pattern for each word of the query, escaped with a backslash: all of them must be found. */
export function searchPatterns(query: string): readonly string[] {
  const words = fold(storable(query)).split(' ').filter(Boolean).slice(0, MAX_SEARCH_WORDS)
  return words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`)
}

/** Text from a file as a database takes it: no control characters, no broken surrogates, bounded; null if nothing is left. */
export function cleanText(text: string | null): string | null {
  if (text === null) return null
  return storable(text).replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT_LENGTH).toWellFormed().trim() || null
}

function storable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').toWellFormed()
}
