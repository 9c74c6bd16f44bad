import { type DeviceId, FULL_VOLUME, type SessionView } from '@baton/protocol'
import { type DbusValue, type Variant, variant } from './dbus/types.ts'

/** What the loudspeaker plays, in the words of MPRIS. */
export interface PlayerState {
  readonly PlaybackStatus: 'Playing' | 'Paused' | 'Stopped'
  readonly LoopStatus: 'None' | 'Track' | 'Playlist'
  readonly Shuffle: boolean
  readonly Volume: number
  readonly Metadata: readonly (readonly [string, Variant])[]
  readonly CanGoNext: boolean
  readonly CanGoPrevious: boolean
  readonly CanPlay: boolean
  readonly CanPause: boolean
  readonly CanSeek: boolean
  readonly CanControl: boolean
}

export const NO_TRACK = '/org/mpris/MediaPlayer2/TrackList/NoTrack'

export const SIGNATURES: Readonly<Record<keyof PlayerState, string>> = {
  ...{ PlaybackStatus: 's', LoopStatus: 's', Shuffle: 'b', Volume: 'd', Metadata: 'a{sv}' },
  ...{ CanGoNext: 'b', CanGoPrevious: 'b', CanPlay: 'b', CanPause: 'b', CanSeek: 'b', CanControl: 'b' },
}

const LOOPS = { off: 'None', one: 'Track', all: 'Playlist' } as const
const STATUS = { playing: 'Playing', paused: 'Paused', stopped: 'Stopped' } as const

/** Music that plays elsewhere is not this machine's: it is stopped here, and its keys move nothing. */
export function playerStateOf(session: SessionView | null, deviceId: DeviceId): PlayerState {
  const isFree = session !== null && session.activeDeviceId === null
  const isHere = session !== null && session.activeDeviceId === deviceId
  const current = isHere ? session.current : null
  const { volume, muted } = session?.volumes[deviceId] ?? FULL_VOLUME
  return {
    PlaybackStatus: isHere ? STATUS[session.playState] : 'Stopped',
    LoopStatus: LOOPS[session?.repeatMode ?? 'off'],
    Shuffle: session?.shuffle ?? false,
    Volume: muted ? 0 : volume / 100,
    Metadata: metadataOf(current),
    CanGoNext: current !== null,
    CanGoPrevious: current !== null,
    CanPlay: (isHere || isFree) && session.current !== null,
    CanPause: current !== null,
    CanSeek: current !== null,
    CanControl: true,
  }
}

/** The entry's own: a track may stand twice in a queue. */
export function trackPath(current: SessionView['current']): string {
  return current ? `/org/baton/entries/${current.entryId.replace(/[^A-Za-z0-9]/g, '_')}` : NO_TRACK
}

function metadataOf(current: SessionView['current']): PlayerState['Metadata'] {
  const text = (key: string, said: string | null | undefined) =>
    said ? ([[key, variant('s', said)]] as const) : []
  const list = (key: string, said: string | null | undefined) =>
    said ? ([[key, variant('as', [said])]] as const) : []
  return [
    ['mpris:trackid', variant('o', trackPath(current))],
    ...(current?.durationMs ? ([['mpris:length', variant('x', microsOf(current.durationMs))]] as const) : []),
    ...text('xesam:title', current?.title),
    ...text('xesam:album', current?.album),
    ...list('xesam:artist', current?.artist),
  ]
}

export function microsOf(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000n
}

/** As a property is told. */
export function told(state: PlayerState, name: keyof PlayerState): Variant {
  return variant(SIGNATURES[name], state[name] as DbusValue)
}
