import type { FollowedState, Me } from '@baton/client'
import { type DeviceId, windowOf } from '@baton/protocol'
import type { House } from '../../hub/connected-hub.ts'

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

export function keepLastKnown(storage: Storage | null, house: Pick<House, 'following' | 'deviceId'>): void {
  const { me, session, queue, devices, library, playlists } = house.following.state.get()
  if (!me || !session) return
  const known: LastKnown = {
    me,
    deviceId: house.deviceId,
    positionMs: Math.round(house.following.positionNow()),
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
export function followLastKnown(storage: Storage | null, house: House): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  const keep = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (house.following.state.get().connection === 'live') keepLastKnown(storage, house)
  }
  const stop = house.following.state.subscribe(() => {
    timer ??= setTimeout(keep, KEEP_AFTER_MS)
  })
  window.addEventListener('pagehide', keep)
  return () => {
    if (timer !== null) clearTimeout(timer)
    stop()
    window.removeEventListener('pagehide', keep)
  }
}
