/** The languages the app speaks, each in its own name. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const

export type Language = keyof typeof LANGUAGES

/** `system`: whatever the browser asks for first that the app speaks. */
export type LanguageChoice = Language | 'system'

const LANGUAGE_KEY = 'baton.language'

export function readLanguageChoice(storage: Storage | null): LanguageChoice {
  try {
    const known = storage?.getItem(LANGUAGE_KEY) ?? ''
    return Object.hasOwn(LANGUAGES, known) ? (known as Language) : 'system'
  } catch {
    return 'system'
  }
}

export function keepLanguageChoice(storage: Storage | null, choice: LanguageChoice): void {
  try {
    storage?.setItem(LANGUAGE_KEY, choice)
  } catch {
    // It holds until the page is closed.
  }
}

export function languageOf(choice: LanguageChoice, wished: readonly string[]): Language {
  if (choice !== 'system') return choice
  for (const wish of wished) {
    const [language = ''] = wish.toLowerCase().split('-')
    if (Object.hasOwn(LANGUAGES, language)) return language as Language
  }
  return 'en'
}
