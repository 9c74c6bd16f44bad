import { en, type Words } from './en.ts'
import type { Language } from './language.ts'

/** The words of the language in use. Read them while drawing, not once when a file is loaded: the language may change. */
export let words: Words = en

/** Fetches the language when it is not there yet, and speaks it from then on. */
export async function speak(language: Language): Promise<void> {
  words = language === 'de' ? (await import('./de.ts')).de : en
}
