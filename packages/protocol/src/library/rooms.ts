import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { LibrarySummary } from './events.ts'
import { ScanProgress } from './library.ts'

/** The library of the follower's household. */
export type LibraryRoom = 'library'

/** How far the scan of the library is, at most four times a second while one runs. */
export const ScanBeacon = ScanProgress.extend({ type: z.literal('scan') })
export type ScanBeacon = Readonly<z.infer<typeof ScanBeacon>>

export const libraryRoom = roomKind<LibraryRoom>()({
  family: 'library',
  ofEach: null,
  scope: 'read',
  events: ['library'],
  state: z.object({ family: z.literal('library'), library: LibrarySummary }),
  beacons: [ScanBeacon],
  fold: (state, event) => (event.type === 'library.changed' ? { ...state, library: event.library } : state),
})
