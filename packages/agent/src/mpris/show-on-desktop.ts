// The loudspeaker as a player of the desktop, where there is one. Rules AG71 to AG73 in docs/protocol/agent.md.
import { type Clock, type Following, type Hub, isFailure } from '@baton/client'
import type { DeviceId, SessionView } from '@baton/protocol'
import type { Log } from '../log/log.ts'
import { pause } from '../pause.ts'
import { busSockets } from './dbus/bus-address.ts'
import { type BusConnection, connectBus } from './dbus/bus-connection.ts'
import { OBJECT, PLAYER, PROPERTIES, ROOT } from './interfaces.ts'
import { mediaPlayer, type PlayerControls } from './media-player.ts'
import { microsOf, type PlayerState, playerStateOf, told, trackPath } from './player-state.ts'

export interface DesktopParts {
  readonly hub: Pick<Hub, 'send'>
  readonly following: Pick<Following, 'state' | 'listen' | 'positionNow'>
  readonly deviceId: DeviceId
  readonly name: string
  readonly clock: Clock
  readonly log: Log
  readonly env: Readonly<Record<string, string | undefined>>
}

const AGAIN_AFTER_MS = 30_000
const PRESSED_WITHIN_MS = 3_000
/** Another program must not have the name already, and none is to wait in line for it. */
const ALONE = 4
const IS_OWNER = 1

/** Shows what plays here on the bus of the session, and does what its keys want. Where there is no bus nothing happens. */
export function showOnDesktop(parts: DesktopParts): AsyncDisposable {
  const { following, deviceId, clock, log, env } = parts
  const ending = new AbortController()
  const session = () => following.state.get().session
  const state = () => playerStateOf(session(), deviceId)
  const current = () => (session()?.activeDeviceId === deviceId ? (session()?.current ?? null) : null)
  const positionMs = () => (current() ? following.positionNow() : 0)
  const answer = mediaPlayer({
    name: `Baton (${parts.name})`,
    state,
    positionMs,
    durationMs: () => current()?.durationMs ?? null,
    track: () => trackPath(current()),
    controls: controlsOf(parts, session),
  })

  async function run(): Promise<void> {
    const sockets = busSockets(env)
    let isTold = false
    while (sockets.length > 0 && !ending.signal.aborted) {
      const bus = await firstOf(sockets)
      if (bus) await shown(bus)
      else if (!isTold) log.debug('There is no session bus: the desktop is not told what plays')
      isTold = bus === null
      await pause(clock, AGAIN_AFTER_MS, ending.signal)
    }
    if (sockets.length === 0) log.debug('There is no session bus: the desktop is not told what plays')
  }

  async function firstOf(sockets: readonly string[]): Promise<BusConnection | null> {
    for (const socketPath of sockets) {
      const bus = await connectBus({ socketPath, uid: process.getuid?.() ?? 0, answer }).catch(() => null)
      if (bus) return bus
    }
    return null
  }

  /** Until the bus is gone, or this ends. */
  async function shown(bus: BusConnection): Promise<void> {
    using _bus = bus
    const leave = tellChanges(bus)
    const end = () => bus[Symbol.dispose]()
    ending.signal.addEventListener('abort', end)
    try {
      if (ending.signal.aborted) return
      const owns = async (name: string) => (await bus.ask('RequestName', 'su', [name, ALONE]))[0] === IS_OWNER
      // Another loudspeaker of this machine may be there.
      if (!(await owns(`${ROOT}.baton`))) await owns(`${ROOT}.baton.instance${process.pid}`)
      await bus.over
    } catch {
      // It has gone meanwhile.
    } finally {
      ending.signal.removeEventListener('abort', end)
      leave()
    }
  }

  /** Of each property only what is another one now; and where somebody has moved the place, where it is. */
  function tellChanges(bus: BusConnection): () => void {
    let before = state()
    const leaveState = following.state.subscribe(() => {
      const now = state()
      const changed = (Object.keys(now) as (keyof PlayerState)[]).filter(
        (name) => written(now[name]) !== written(before[name]),
      )
      before = now
      if (changed.length === 0) return
      const values = changed.map((name) => [name, told(now, name)] as const)
      const member = 'PropertiesChanged'
      const body = [PLAYER, values, []]
      bus.signal({ path: OBJECT, interface: PROPERTIES, member, signature: 'sa{sv}as', body })
    })
    const leaveEvents = following.listen((change) => {
      if (change.cause !== 'event' || change.event.type !== 'session.seeked') return
      const body = [microsOf(positionMs())]
      bus.signal({ path: OBJECT, interface: PLAYER, member: 'Seeked', signature: 'x', body })
    })
    return () => {
      leaveState()
      leaveEvents()
    }
  }

  const running = run().catch((error: unknown) => log.warn(`The desktop cannot be told: ${String(error)}`))
  return {
    async [Symbol.asyncDispose]() {
      ending.abort()
      await running
    },
  }
}

/** Nobody waits for long: a key that the hub does not hear of in time does nothing later. */
function controlsOf(
  { hub, deviceId, log }: Pick<DesktopParts, 'hub' | 'deviceId' | 'log'>,
  session: () => SessionView | null,
): PlayerControls {
  const ask = async (command: Parameters<Hub['send']>[0]) => {
    try {
      await hub.send(command, { expiresMs: PRESSED_WITHIN_MS })
    } catch (error) {
      if (!isFailure(error)) throw error
      log.info(`A key of the desktop did nothing: ${error.code}`)
      throw new Error(error.message)
    }
  }
  return {
    play: () => ask({ type: 'session.play' }),
    pause: () => ask({ type: 'session.pause' }),
    toggle: () => ask({ type: session()?.playState === 'playing' ? 'session.pause' : 'session.play' }),
    stop: () => ask({ type: 'session.stop' }),
    next: () => ask({ type: 'session.next' }),
    previous: () => ask({ type: 'session.prev' }),
    seekTo: (positionMs) => ask({ type: 'session.seek', positionMs: Math.round(positionMs) }),
    setVolume: (volume) => ask({ type: 'session.set-volume', deviceId, volume, muted: volume === 0 }),
    setShuffle: (shuffle) => ask({ type: 'session.set-options', shuffle }),
    setRepeat: (repeatMode) => ask({ type: 'session.set-options', repeatMode }),
  }
}

function written(value: PlayerState[keyof PlayerState]): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}` : part))
}
