import { answerQuestions } from '#threads/inside'
import { embeddedLyrics } from './embedded-lyrics.ts'

export type LyricsQuestions = { readonly embedded: typeof embeddedLyrics }

answerQuestions<LyricsQuestions>({ embedded: embeddedLyrics })
