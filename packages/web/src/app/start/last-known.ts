import type { FollowedState, Me } from '@baton/client'
import { type DeviceId, windowOf } from '@baton/protocol'
import type { ConnectedHub } from '../../hub/connected-hub.ts'

/** What was last known of the hub, kept by the browser for the time when the hub is away. It holds no tickets. */
export interface LastKnown {
  readonly me: Me
  readonly deviceId: DeviceId
  readonly positionMs: number
  readonly state: Pick<FollowedState, 'session' | 'queue' | 'devices' | 'library' | 'playlists'>
}

const KNOWN_KEY = 'baton.last-known'
/** Raised when what is kept changes its shape: what an older app kept is then forgotten. */
const SHAPE = 3
/** Beside a window of the queue; the browser gives a site about five megabytes. */
const MAX_PLAYLISTS = 200
const KEEP_AFTER_MS = 3_000

export function readLastKnown(storage: Storage | null): LastKnown | null {
  try {
    const kept = JSON.parse(storage?.getItem(KNOWN_KEY) ?? 'null') as
      | (LastKnown & { readonly shape: number })
      | null
    return kept?.shape === SHAPE && kept.me && kept.state ? kept : null
  } catch {
    return null
  }
}

export function forgetLastKnown(storage: Storage | null): void {
  try {
    storage?.removeItem(KNOWN_KEY)
  } catch {
    // Storage is refused: nothing was kept.
  }
}

export function keepLastKnown(
  storage: Storage | null,
  connected: Pick<ConnectedHub, 'following' | 'deviceId'>,
): void {
  const { me, session, queue, devices, library, playlists } = connected.following.state.get()
  if (!me || !session) return
  const known: LastKnown = {
    me,
    deviceId: connected.deviceId,
    positionMs: Math.round(connected.following.positionNow()),
    state: {
      session,
      queue: queue && windowOf(queue, session.current?.entryId ?? null),
      devices,
      library,
      playlists: playlists?.slice(0, MAX_PLAYLISTS) ?? null,
    },
  }
  try {
    storage?.setItem(KNOWN_KEY, JSON.stringify({ shape: SHAPE, ...known }))
  } catch {
    // A browser that keeps nothing shows nothing while the hub is away.
  }
}

/** Keeps what is known a moment after it changed, and when the page goes. */
export function followLastKnown(storage: Storage | null, connected: ConnectedHub): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const keep = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (connected.following.state.get().connection === 'live') keepLastKnown(storage, connected)
  }
  const stop = connected.following.state.subscribe(() => {
    timer ??= setTimeout(keep, KEEP_AFTER_MS)
  })
  window.addEventListener('pagehide', keep)
  return () => {
    if (timer !== null) clearTimeout(timer)
    stop()
    window.removeEventListener('pagehide', keep)
  }
}
