import type { DeviceId, Entry, EntryId, SessionId, SessionView, TrackId, UserId } from '@baton/protocol'

/** The device of the box whose session this is. */
export const BOX_DEVICE = '00000007-0000-4000-8000-000000000001' as DeviceId

/** An entry as a client knows it, with a track of 100 s. */
export function knownEntry(n: number): Entry {
  return {
    entryId: `entry ${n}` as EntryId,
    trackId: `track ${n}` as TrackId,
    title: `${n}`,
    artist: null,
    album: null,
    albumId: null,
    coverId: null,
    durationMs: 100_000,
    status: 'queued',
  }
}

/** The session of a box as a client knows it, at revision 7. */
export function knownSession(more: Partial<SessionView> = {}): SessionView {
  return {
    sessionId: '00000005-0000-4000-8000-000000000001' as SessionId,
    userId: '00000004-0000-4000-8000-000000000001' as UserId,
    ofBox: true,
    revision: 7,
    playState: 'stopped',
    timeline: { positionMs: 0, at: 0, rate: more.playState === 'playing' ? 1 : 0 },
    current: null,
    next: null,
    shuffle: false,
    repeatMode: 'off',
    activeDeviceId: BOX_DEVICE,
    speakerEpoch: 2,
    speakerOfferId: null,
    offer: null,
    handOver: null,
    volumes: {},
    listened: { ms: 0, counted: false },
    lastDeviceId: null,
    lastPlayed: null,
    resumeOffer: null,
    updatedAt: 0,
    ...more,
  }
}
