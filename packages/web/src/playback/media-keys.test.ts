import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ask, type FollowedState, type Following, NOTHING_KNOWN, store } from '@baton/client'
import type { SessionView, TrackId } from '@baton/protocol'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { attendMediaSession } from './media-keys.ts'

Object.assign(globalThis, {
  MediaMetadata: class {
    constructor(init: object) {
      Object.assign(this, init)
    }
  },
})

test('what plays is shown on the lock screen, also while another device plays it', () => {
  const { media, state } = attended()
  assert.equal(media.metadata?.title, 'Undertow')
  assert.equal(media.metadata?.artwork[0]?.src, '/covers/c1?96')
  assert.equal(media.playbackState, 'playing')
  assert.deepEqual(media.position, { duration: 200, position: 61, playbackRate: 1 })
  state.set({ ...state.get(), session: session({ playState: 'paused' }) })
  assert.equal(media.playbackState, 'paused')
})

test('what is asked for there becomes a command, and never leads out of the track', () => {
  const { media, asked } = attended()
  media.ask('pause')
  media.ask('nexttrack')
  media.ask('seekto', { seekTime: 42.5 })
  media.ask('seekbackward', { seekOffset: 90 })
  media.ask('seekforward', { seekOffset: 900 })
  assert.deepEqual(asked, [
    { type: 'session.pause' },
    { type: 'session.next' },
    { type: 'session.seek', positionMs: 42_500 },
    { type: 'session.seek', positionMs: 0 },
    { type: 'session.seek', positionMs: 200_000 },
  ])
})

test('a browser that lacks an action still takes the others', () => {
  const { media } = attended({ lacks: 'seekto' })
  assert.ok(media.handlers.has('nexttrack'))
  assert.ok(!media.handlers.has('seekto'))
})

test('when somebody signs out nothing of it stays on the lock screen', () => {
  const { media, stop, state } = attended()
  stop()
  assert.equal(media.metadata, null)
  assert.equal(media.playbackState, 'none')
  assert.deepEqual([...media.handlers.values()].filter(Boolean), [])
  state.set({ ...state.get(), session: session({ playState: 'playing' }) })
  assert.equal(media.metadata, null)
})

test('without a track, or without a media session, nothing is shown and nothing fails', () => {
  assert.equal(attended({ current: null }).media.playbackState, 'none')
  const stop = attendMediaSession({} as ConnectedHub, () => {}, undefined)
  assert.doesNotThrow(stop)
})

function attended(knobs: { readonly lacks?: string; readonly current?: null } = {}) {
  const handlers = new Map<string, ((details: object) => void) | null>()
  const media = {
    handlers,
    metadata: null as MediaMetadata | null,
    playbackState: 'none',
    position: undefined as MediaPositionState | undefined,
    setActionHandler(action: string, handler: ((details: object) => void) | null) {
      if (action === knobs.lacks) throw new TypeError('unknown action')
      handlers.set(action, handler)
    },
    setPositionState(position?: MediaPositionState) {
      media.position = position
    },
    ask: (action: string, details = {}) => handlers.get(action)?.({ action, ...details }),
  }
  const state = store<FollowedState>({ ...NOTHING_KNOWN, session: session(knobs) })
  const following = { state, positionNow: () => 61_000 } as Partial<Following> as Following
  const hub = {
    library: { coverUrl: (id: string, size: number) => `/covers/${id}?${size}` },
  } as ConnectedHub['hub']
  const asked: Ask[] = []
  const stop = attendMediaSession(
    { hub, following, unlock: () => {} },
    (ask) => asked.push(ask),
    media as object as MediaSession,
  )
  return { media, state, asked, stop }
}

function session(more: { readonly playState?: string; readonly current?: null }): SessionView {
  const track = {
    trackId: 't1' as TrackId,
    title: 'Undertow',
    artist: 'Mira Holm',
    album: 'Glasshouse',
    coverId: 'c1',
    durationMs: 200_000,
  }
  return { current: track, playState: 'playing', ...more } as object as SessionView
}
