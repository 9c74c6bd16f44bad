// What other programs of the desktop see and press: the object of MPRIS 2.2. https://specifications.freedesktop.org/mpris/

import { type Answer, DbusRefusal } from './dbus/bus-connection.ts'
import { insideOf, type Message } from './dbus/messages.ts'
import { type DbusValue, type Variant, variant } from './dbus/types.ts'
import { INTROSPECTION, OBJECT, PLAYER, PROPERTIES, ROOT } from './interfaces.ts'
import { microsOf, type PlayerState, told } from './player-state.ts'

/** What its keys do. Each resolves when the hub has been told. */
export interface PlayerControls {
  play(): Promise<void>
  pause(): Promise<void>
  toggle(): Promise<void>
  stop(): Promise<void>
  next(): Promise<void>
  previous(): Promise<void>
  seekTo(positionMs: number): Promise<void>
  setVolume(percent: number): Promise<void>
  setShuffle(shuffle: boolean): Promise<void>
  setRepeat(mode: 'off' | 'one' | 'all'): Promise<void>
}

export interface MediaPlayerParts {
  readonly name: string
  readonly state: () => PlayerState
  readonly positionMs: () => number
  readonly durationMs: () => number | null
  /** The path of what plays, by which a place is asked for. */
  readonly track: () => string
  readonly controls: PlayerControls
}

const REPEATS = { None: 'off', Track: 'one', Playlist: 'all' } as const
const ERROR = 'org.freedesktop.DBus.Error'

/** Answers a call to the object of the player; throws a DbusRefusal for what there is not. */
export function mediaPlayer(parts: MediaPlayerParts): (call: Message) => Promise<Answer> {
  const { controls, state, positionMs } = parts

  const root: Readonly<Record<string, () => Variant>> = {
    CanQuit: () => variant('b', false),
    CanRaise: () => variant('b', false),
    HasTrackList: () => variant('b', false),
    Identity: () => variant('s', parts.name),
    SupportedUriSchemes: () => variant('as', []),
    SupportedMimeTypes: () => variant('as', []),
  }
  const player: Readonly<Record<string, () => Variant>> = {
    ...Object.fromEntries(
      (Object.keys(state()) as (keyof PlayerState)[]).map((name) => [name, () => told(state(), name)]),
    ),
    Position: () => variant('x', microsOf(positionMs())),
    Rate: () => variant('d', 1),
    MinimumRate: () => variant('d', 1),
    MaximumRate: () => variant('d', 1),
  }
  const properties = (of: DbusValue | undefined) => {
    if (of === ROOT) return root
    if (of === PLAYER) return player
    throw new DbusRefusal(`${ERROR}.UnknownInterface`, `There is no interface ${String(of)}`)
  }

  /** Keys of a loudspeaker that plays nothing do nothing, as MPRIS has it. */
  const where = (able: boolean, press: () => Promise<void>) => (able ? press() : Promise.resolve())

  async function press(member: string, body: readonly DbusValue[]): Promise<void> {
    const now = state()
    switch (member) {
      case 'Play':
        return where(now.CanPlay && now.PlaybackStatus !== 'Playing', controls.play)
      case 'Pause':
        return where(now.PlaybackStatus === 'Playing', controls.pause)
      case 'PlayPause':
        return where(now.CanPlay, controls.toggle)
      case 'Stop':
        return where(now.PlaybackStatus !== 'Stopped', controls.stop)
      case 'Next':
        return where(now.CanGoNext, controls.next)
      case 'Previous':
        return where(now.CanGoPrevious, controls.previous)
      case 'Seek':
        return where(now.CanSeek, () => seekBy(msOf(body[0])))
      case 'SetPosition':
        return where(now.CanSeek && body[0] === parts.track(), () => seekWithin(msOf(body[1])))
      default:
        throw new DbusRefusal(`${ERROR}.UnknownMethod`, `There is no method ${member}`)
    }
  }

  async function seekBy(ms: number): Promise<void> {
    const to = positionMs() + ms
    const end = parts.durationMs()
    return end !== null && to > end ? controls.next() : controls.seekTo(Math.max(0, to))
  }

  async function seekWithin(ms: number): Promise<void> {
    const end = parts.durationMs()
    if (ms >= 0 && (end === null || ms <= end)) await controls.seekTo(ms)
  }

  async function set(name: DbusValue | undefined, value: DbusValue | undefined): Promise<void> {
    if (name === 'Volume' && typeof value === 'number' && !Number.isNaN(value))
      return controls.setVolume(Math.round(Math.min(1, Math.max(0, value)) * 100))
    if (name === 'Shuffle' && typeof value === 'boolean') return controls.setShuffle(value)
    if (name === 'LoopStatus' && (value === 'None' || value === 'Track' || value === 'Playlist'))
      return controls.setRepeat(REPEATS[value])
    // It knows one speed: whoever sets that has it.
    if (name === 'Rate') return
    throw new DbusRefusal(`${ERROR}.PropertyReadOnly`, `${String(name)} cannot be set so`)
  }

  return async ({ path, interface: own, member = '', body = [] }) => {
    if (own === 'org.freedesktop.DBus.Peer' && member === 'Ping') return {}
    if (own === 'org.freedesktop.DBus.Introspectable') return { signature: 's', body: [INTROSPECTION] }
    if (path !== OBJECT) throw new DbusRefusal(`${ERROR}.UnknownObject`, `There is nothing at ${path}`)
    if (own === PROPERTIES && member === 'Get') {
      const read = properties(body[0])[String(body[1])]
      if (!read) throw new DbusRefusal(`${ERROR}.UnknownProperty`, `There is no ${String(body[1])}`)
      return { signature: 'v', body: [read()] }
    }
    if (own === PROPERTIES && member === 'GetAll') {
      const all = Object.entries(properties(body[0])).map(([name, read]) => [name, read()] as const)
      return { signature: 'a{sv}', body: [all] }
    }
    if (own === PROPERTIES && member === 'Set') {
      await set(body[0] === PLAYER ? body[1] : undefined, insideOf(body[2]))
      return {}
    }
    if (own === ROOT && (member === 'Raise' || member === 'Quit')) return {}
    if (own !== undefined && own !== PLAYER)
      throw new DbusRefusal(`${ERROR}.UnknownInterface`, `There is no interface ${own}`)
    await press(member, body)
    return {}
  }
}

function msOf(micros: DbusValue | undefined): number {
  return typeof micros === 'bigint' ? Number(micros / 1_000n) : 0
}
