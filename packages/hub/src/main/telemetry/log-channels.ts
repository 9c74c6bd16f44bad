/** The parts of the hub that write lines, each with a level of its own. Rule O27 in docs/protocol/operations.md. */
export const LOG_CHANNELS = [
  /** Start and stop, the store, the bell, failures that nobody waits for. */
  'hub',
  /** Requests, sockets and streams. */
  'http',
  /** Devices that come and go, hand-overs, music that pauses by itself. */
  'devices',
  /** Scans, watching, playlists of folders. */
  'library',
  /** The registration loops of loudspeakers that the hub calls. */
  'registration',
  /** What these loudspeakers report. */
  'reports',
  /** What the loudspeaker of the hub's own machine says. */
  'loudspeaker',
] as const
export type LogChannel = (typeof LOG_CHANNELS)[number]
