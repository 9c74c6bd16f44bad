import type { Language } from './language.ts'

/** The word for a number of things: in some languages one and many are not the only cases. */
export interface CountForms {
  readonly one: string
  readonly other: string
}

export type Counted = (count: number, forms: CountForms) => string

/** `1,204 tracks`: the number as the language writes it, and the form of the word that belongs to it. */
export function counted(language: Language): Counted {
  const rules = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (count, forms) =>
    `${numbers.format(count)} ${rules.select(count) === 'one' ? forms.one : forms.other}`
}
