import type { Ask } from '@baton/client'
import type { SessionView } from '@baton/protocol'
import type { ConnectedHub } from '../hub/connected-hub.ts'

const COVER_SIZES = [96, 320, 800] as const
const STEP_S = 10

type Actions = Partial<Record<MediaSessionAction, (details: MediaSessionActionDetails) => void>>

/**
 * Puts what plays on the lock screen, media keys and headsets of this device, also where it only controls another one.
 * `send` carries out what is asked for there.
 */
export function attendMediaSession(
  connected: Pick<ConnectedHub, 'hub' | 'following' | 'unlock'>,
  send: (ask: Ask) => void,
  media: MediaSession | undefined = globalThis.navigator?.mediaSession,
): () => void {
  if (!media) return () => {}
  const { following, hub } = connected
  const seek = (positionMs: number) =>
    send({ type: 'session.seek', positionMs: Math.round(clamp(positionMs, following.state.get().session)) })
  const step = (seconds: number) => seek(following.positionNow() + seconds * 1000)
  const actions: Actions = {
    play: () => {
      connected.unlock()
      send({ type: 'session.play' })
    },
    pause: () => send({ type: 'session.pause' }),
    stop: () => send({ type: 'session.stop' }),
    nexttrack: () => send({ type: 'session.next' }),
    previoustrack: () => send({ type: 'session.prev' }),
    seekforward: (details) => step(details.seekOffset ?? STEP_S),
    seekbackward: (details) => step(-(details.seekOffset ?? STEP_S)),
    seekto: (details) => {
      if (details.seekTime != null) seek(details.seekTime * 1000)
    },
  }

  let shown: SessionView | null = null
  const show = () => {
    const { session } = following.state.get()
    if (session === shown) return
    const isOther = session?.current?.trackId !== shown?.current?.trackId
    shown = session
    if (isOther) media.metadata = metadataOf(session, hub)
    media.playbackState = playbackOf(session)
    showPosition(media, session, following.positionNow())
  }
  handle(media, actions)
  const stop = following.state.subscribe(show)
  show()
  return () => {
    stop()
    media.metadata = null
    media.playbackState = 'none'
    handle(media, Object.fromEntries(Object.keys(actions).map((name) => [name, null])))
  }
}

function metadataOf(session: SessionView | null, hub: ConnectedHub['hub']): MediaMetadata | null {
  const track = session?.current
  if (!track) return null
  const { coverId } = track
  return new MediaMetadata({
    title: track.title,
    artist: track.artist ?? '',
    album: track.album ?? '',
    artwork: coverId
      ? COVER_SIZES.map((size) => ({ src: hub.library.coverUrl(coverId, size), sizes: `${size}x${size}` }))
      : [{ src: './icon-512.png', sizes: '512x512', type: 'image/png' }],
  })
}

function playbackOf(session: SessionView | null): MediaSessionPlaybackState {
  if (!session?.current || session.playState === 'stopped') return 'none'
  return session.playState
}

/** Between two changes the browser counts on by itself. */
function showPosition(media: MediaSession, session: SessionView | null, positionMs: number): void {
  const durationMs = session?.current?.durationMs
  if (!durationMs) {
    media.setPositionState?.()
    return
  }
  media.setPositionState?.({
    duration: durationMs / 1000,
    position: clamp(positionMs, session) / 1000,
    playbackRate: 1,
  })
}

function clamp(positionMs: number, session: SessionView | null): number {
  return Math.max(0, Math.min(session?.current?.durationMs ?? Number.MAX_SAFE_INTEGER, positionMs))
}

/** Not every browser knows every action; one that is unknown is refused by throwing. */
function handle(
  media: MediaSession,
  actions: Readonly<Record<string, Actions[MediaSessionAction] | null>>,
): void {
  for (const [name, act] of Object.entries(actions)) {
    try {
      media.setActionHandler(name as MediaSessionAction, act ?? null)
    } catch {
      // This one cannot be asked for here.
    }
  }
}
