import { deviceRows } from './device/rows.ts'
import { playlistRows, shelfRows } from './playlist/rows.ts'
import { likedRows, playRows } from './session/listening-rows.ts'
import { sessionRows } from './session/rows.ts'
import { trackRows } from './session/track-rows.ts'
import type { MakeRows } from './transaction/rows.ts'

/** The rows of every kind of state that a hub decides on. */
export const FAMILY_ROWS: readonly MakeRows[] = [
  sessionRows,
  likedRows,
  playRows,
  trackRows,
  deviceRows,
  playlistRows,
  shelfRows,
]
