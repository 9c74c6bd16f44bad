// How texts are divided into words, the same for rows and for what is looked for. Both are folded before.

const MAX_WORD_LENGTH = 60
/** They count as letters, and are written where an apostrophe is meant. */
const LETTERS_LIKE_APOSTROPHES = /[\u02b9-\u02bf\u02c8\u02ca\u02cb]/g

/** The words as they stand, their parts where signs divide them, and the parts joined: `ac/dc` is `ac`, `dc` and `acdc`. */
export function wordsOf(text: string): ReadonlySet<string> {
  const words = new Set<string>()
  for (const long of text.split(/\s+/)) {
    const word = long.slice(0, MAX_WORD_LENGTH)
    if (word === '') continue
    words.add(word)
    const parts = partsOf(word)
    for (const part of parts) words.add(part)
    if (parts.length > 1) words.add(parts.join(''))
    words.add(respelled(word))
  }
  return words
}

export function partsOf(word: string): readonly string[] {
  return word
    .slice(0, MAX_WORD_LENGTH)
    .replace(LETTERS_LIKE_APOSTROPHES, "'")
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
}

export function joined(word: string): string {
  return partsOf(word).join('')
}

/** Ke$ha, P!nk and A$AP are looked for by their letters. */
export function respelled(word: string): string {
  if (!HAS_SIGN.test(word)) return word
  return joined(word.replace(STANDS_FOR_LETTER, (sign) => LETTER_OF[sign] ?? sign))
}

const STANDS_FOR_LETTER = /[$@!](?=\p{L})/gu
const HAS_SIGN = /[$@!]\p{L}/u
const LETTER_OF: Readonly<Record<string, string>> = { $: 's', '@': 'a', '!': 'i' }
