import { toRest } from '@baton/protocol'
import type { Document, StateOf, StreamWords } from '../stream-words.ts'

/** An open playlist and its entries are one object. */
export const playlistWords: StreamWords<StateOf<'playlist'>> = {
  family: 'playlist',
  documentOf: ({ playlist, entries }) => toRest({ ...playlist, entries }) as Document,
}
