import { en, type Words } from './en.ts'

/** The words of the language in use. A second language is chosen here. */
export const words: Words = en
