import { words } from './strings.ts'

/** `21 Nov 2026`: a day, as the language writes it. */
export function dayText(at: number): string {
  return new Intl.DateTimeFormat(words.ago.language, { dateStyle: 'medium' }).format(at)
}

/** The same with the time of the day. */
export function momentText(at: number): string {
  return new Intl.DateTimeFormat(words.ago.language, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}
