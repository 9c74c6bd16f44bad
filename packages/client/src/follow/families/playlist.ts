import type { StreamReading } from '../stream-reading.ts'

/** An open playlist and its entries are one object. */
export const playlistReading: StreamReading = {
  family: 'playlist',
  fieldsIn: (said) => ({ playlist: said, entries: said.entries }),
}
