import { store } from '@baton/client'
import { pageStorage } from '../../hub/this-browser.ts'
import {
  keepLanguageChoice,
  type Language,
  type LanguageChoice,
  languageOf,
  readLanguageChoice,
} from '../../strings/language.ts'
import { speak } from '../../strings/strings.ts'

const DIRECTIONS: Readonly<Record<Language, 'ltr' | 'rtl'>> = { en: 'ltr', de: 'ltr' }

/** The language that is spoken now. What shows words is drawn anew when it changes. */
export const spokenLanguage = store<Language>('en')

export async function speakChosenLanguage(): Promise<void> {
  await change(readLanguageChoice(pageStorage()))
}

export async function chooseLanguage(choice: LanguageChoice): Promise<void> {
  keepLanguageChoice(pageStorage(), choice)
  await change(choice)
}

async function change(choice: LanguageChoice): Promise<void> {
  const language = await speakOrEnglish(languageOf(choice, navigator.languages))
  document.documentElement.lang = language
  document.documentElement.dir = DIRECTIONS[language]
  spokenLanguage.set(language)
}

/** English is always here; another language may not be, while the hub is away. */
async function speakOrEnglish(language: Language): Promise<Language> {
  try {
    await speak(language)
    return language
  } catch {
    await speak('en')
    return 'en'
  }
}
