import { en, type Strings } from './en.ts'
import type { Language } from './language.ts'

/** The strings of the language in use. Read them while drawing, not once when a file is loaded: the language may change. */
export let strings: Strings = en

/** Fetches the language when it is not there yet, and speaks it from then on. */
export async function speak(language: Language): Promise<void> {
  strings = language === 'de' ? (await import('./de.ts')).de : en
}
