import type { DeviceView, PlaylistView, Receipt } from '@baton/protocol'
import type { SessionReading } from './readings.ts'

/** What a command came to, and what it was about as that stands behind it: whoever answers with it need not read again. */
export interface Executed {
  readonly receipt: Receipt
  /** Null where the command was refused. */
  readonly after: StateAfter | null
}

/** Null is what the command did not look at. */
export interface StateAfter {
  readonly session: SessionReading | null
  /** Of the user, by name. */
  readonly devices: readonly DeviceView[] | null
  /** The one that the command is about or has made. */
  readonly playlist: PlaylistView | null
}
