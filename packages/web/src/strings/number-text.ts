import { strings } from './strings.ts'

/** `12,345`: a number as the language writes it. */
export function numberText(value: number): string {
  return new Intl.NumberFormat(strings.ago.language).format(value)
}
