import {
  type Ask,
  BatonFailure,
  type FollowedState,
  type Following,
  type Hub,
  type Me,
  NOTHING_KNOWN,
  type SpeakerCondition,
  store,
  systemClock,
} from '@baton/client'
import {
  type CoverId,
  type DeviceId,
  type DeviceView,
  type Entry,
  type EntryId,
  type HouseholdId,
  NO_QUEUE,
  type OfferId,
  positionAt,
  type SessionId,
  type SessionView,
  type UserId,
  wholeQueue,
} from '@baton/protocol'
import type { ConnectedHub, SoundCondition } from '../hub/connected-hub.ts'
import { fakeAccounts } from './fake-account.ts'
import { fakeDownloads, fakeTags } from './fake-arrivals.ts'
import { fakeArtwork } from './fake-artwork.ts'
import { fakeDeviceHistory } from './fake-device-history.ts'
import { fakeDisplays } from './fake-displays.ts'
import { fakeHealth, healthIn } from './fake-health.ts'
import { fakeLibrary } from './fake-library.ts'
import { albums, id, picture, tracks } from './fake-music.ts'
import { fakeListening, fakePlaylistFiles, playlists } from './fake-playlists.ts'
import { fakeQuiet, fakeQuietHours } from './fake-quiet-hours.ts'
import { fakeViews } from './fake-views.ts'

const fakeCertificate = {
  sha256: Array.from({ length: 32 }, (_, at) => ((at * 73 + 29) % 256).toString(16).padStart(2, '0'))
    .join(':')
    .toUpperCase(),
  names: ['localhost', '127.0.0.1', '::1', 'hub', 'hub.local', '192.168.1.20', 'music.lan'],
  validUntil: Date.UTC(2029, 1, 7),
  pem: '',
}

/** A hub inside the page, only to look at the app: it answers, changes a little, and can be put into any scene. */
export function fakeHub(scene: string): Hub {
  const me = store<Me | null>(null)
  const known: Me = {
    userId: id(4, 1) as UserId,
    username: 'robin',
    sessionId: id(5, 1) as SessionId,
    householdId: id(6, 1) as HouseholdId,
    roles: scene === 'listener' ? ['listener'] : ['owner'],
    limits: { maxVolume: scene === 'listener' ? 40 : null, mayAddDevices: true },
    scopes: null,
  }
  const refused = async (): Promise<never> => {
    throw new BatonFailure('client.offline')
  }
  return {
    baseUrl: '',
    clock: systemClock(),
    me,
    deviceId: store<DeviceId | null>(null),
    send: refused,
    needsOwner: async () => scene === 'setup',
    createOwner: refused,
    signOut: async () => me.set(null),
    readMe: async () => {
      if (['setup', 'signin', 'signin-ways', 'signin-locked'].includes(scene))
        throw new BatonFailure('auth.required')
      if (scene === 'unreachable') return refused()
      me.set(known)
      return known
    },
    tokens: refused,
    register: refused,
    registerAgain: refused,
    heartbeat: async () => {},
    ...fakeAccounts(scene, known),
    session: refused,
    queue: refused,
    queuePage: refused,
    devices: refused,
    deviceHistory: async () => fakeDeviceHistory(),
    testTone: async () => ({ outcome: 'played', reason: null }),
    toneEnded: refused,
    printed: refused,
    agentInstaller: refused,
    ownCertificate: async () => (scene === 'own-certificate' ? fakeCertificate : null),
    listening: fakeListening(scene),
    library: {
      ...fakeLibrary(scene),
      scan: async () => ({
        state: {
          phase: 'done',
          seen: 96,
          read: 96,
          unchanged: 0,
          failed: 1,
          total: 96,
          filesPerSecond: 400,
          etaMs: null,
        },
        errors: [
          {
            folder: '/music',
            path: 'Old tapes/side b.mp3',
            code: 'file.damaged',
            message: 'The file begins like music, but is damaged or cut off.',
            seenAt: 0,
          },
        ],
        nextCursor: null,
      }),
      folders: async () => [
        { folderId: 'f1', path: '/music', origin: 'settings', trackCount: tracks.length },
        { folderId: 'f2', path: '/srv/recordings/Concerts', origin: 'owner', trackCount: 14 },
      ],
      addFolder: async () => {
        throw new BatonFailure('library.folder-unusable')
      },
      removeFolder: async () => {},
      startScan: async () => {},
      cancelScan: async () => {},
      keepCover: async () => 'c'.repeat(64) as CoverId,
      coverUrl: (coverId) => picture(coverId),
    },
    downloads: {
      all: async () => [],
      about: async () => ({ problem: null, version: '2026.10.26', hosts: null }),
    },
    health: fakeHealth(scene),
    artwork: fakeArtwork(scene),
    views: fakeViews(scene, fakeArtwork(scene)),
    uploads: {
      all: async () => [],
      known: async () => [],
      offset: async () => 0,
      send: async (_path, offset, bytes) => offset + bytes.size,
    },
    boxes: { all: async () => [], shelf: refused, change: refused, remove: refused },
    displays: {
      register: refused,
      rotate: async () => 'a-token-that-is-shown-once',
      tell: async () => {},
    },
    playlistFiles: fakePlaylistFiles,
    serverClock: () => null,
    contactAgeMs: () => 0,
    stream: { open: refused, heard: () => {} },
    asSpeaker: () => fakeHub(scene),
  }
}

export function fakeConnectedHub(hub: Hub, scene: string): ConnectedHub {
  const own = id(7, 1) as DeviceId
  const kitchen = id(7, 2) as DeviceId
  const device = (deviceId: DeviceId, name: string, more: Partial<DeviceView> = {}): DeviceView => ({
    deviceId,
    ownerId: id(4, 1) as UserId,
    name,
    platform: 'Linux',
    kind: 'browser',
    capabilities: { sound: true, volume: true, unlocked: true, reports: true, gapless: false },
    enabled: true,
    online: true,
    health: 'ready',
    lastSeen: Date.now(),
    revision: 1,
    ...more,
  })
  const locked = { sound: true, volume: true, unlocked: false, reports: true, gapless: false }
  const entries: readonly Entry[] = tracks.slice(8, 8 + 24).map((track, index) => ({
    ...track,
    entryId: id(8, index) as EntryId,
    status: index < 2 ? 'played' : index === 2 ? 'playing' : index === 6 ? 'failed' : 'queued',
  }))
  const current = scene === 'empty' || scene === 'nothing' ? null : (entries[2] ?? null)
  const offer = {
    offerId: id(9, 1) as OfferId,
    fromDeviceId: own,
    toDeviceId: kitchen,
    expiresAt: Date.now() + 9e6,
  }
  const played = { at: Date.now() - 26 * 3_600_000, deviceId: kitchen, deviceName: 'Kitchen' }
  const dropped = scene === 'dropped' && {
    playState: 'paused' as const,
    timeline: { positionMs: 71_000, at: Date.now(), rate: 0 as const },
    activeDeviceId: kitchen,
    failover: { reason: 'speaker-lost' as const, fromDeviceId: kitchen, toDeviceId: own, movesAt: null },
  }
  const session: SessionView = {
    sessionId: id(5, 1) as SessionId,
    userId: id(4, 1) as UserId,
    revision: 12,
    playState: !current ? 'stopped' : scene === 'paused' ? 'paused' : 'playing',
    timeline: {
      positionMs: scene === 'paused' ? 0 : 71_000,
      at: Date.now(),
      rate: current && scene !== 'paused' ? 1 : 0,
    },
    current,
    next: current ? (entries[3] ?? null) : null,
    shuffle: false,
    repeatMode: 'all',
    activeDeviceId: current ? (scene === 'paused' ? kitchen : own) : null,
    speakerEpoch: 3,
    speakerOfferId: null,
    offer: scene === 'asking' ? offer : null,
    handOver: null,
    volumes: { [own]: { volume: scene === 'listener' ? 40 : 70, muted: false } },
    maxVolume: scene === 'listener' ? 40 : null,
    listened: { ms: 0, counted: false },
    lastDeviceId: kitchen,
    lastPlayed: played,
    resumeOffer: scene === 'paused' ? { ...played, positionMs: 71_000 } : null,
    updatedAt: Date.now() - (scene === 'paused' ? 26 * 3_600_000 : 0),
    ...dropped,
    ...(scene.startsWith('night') && {
      activeDeviceId: kitchen,
      volumes: { [kitchen]: { volume: 20, muted: false } },
    }),
    ...(scene === 'night-silent' && {
      playState: 'paused' as const,
      timeline: { positionMs: 71_000, at: Date.now(), rate: 0 as const },
    }),
    ...(scene === 'lent' && { activeDeviceId: kitchen }),
    ...(scene === 'waits' && { unsilenced: [{ deviceId: kitchen, until: Date.now() + 9e6 }] }),
  }
  const state = store<FollowedState>({
    ...NOTHING_KNOWN,
    connection: scene === 'away' ? 'away' : 'live',
    me: hub.me.get(),
    session,
    queue: wholeQueue({ entries: current ? entries : [], order: null }),
    devices: [
      device(own, 'Chrome on Linux', {
        capabilities: { ...locked, unlocked: true, shareable: true },
        ...(scene === 'lent' && {
          players: 'everybody',
          playsFor: { userId: id(4, 2) as UserId, name: 'sam' },
        }),
      }),
      device(kitchen, 'Kitchen', {
        kind: 'agent',
        capabilities: { ...locked, unlocked: true, reader: 'ready' },
        agent: { baseUrl: 'http://192.168.1.20:9000', reachable: true, mounted: true },
        ...(dropped && { online: false, health: 'down' }),
        ...fakeQuiet(scene),
      }),
      device(id(7, 9) as DeviceId, 'Study', {
        kind: 'agent',
        platform: 'mpv on linux',
        capabilities: { ...locked, unlocked: true, beats: true },
      }),
      device(id(7, 3) as DeviceId, 'Living room tablet', { platform: 'iPad', capabilities: locked }),
      ...(scene === 'displays' ? fakeDisplays(device) : []),
      device(id(7, 4) as DeviceId, 'Bedroom phone', {
        platform: 'Android',
        online: false,
        ownerId: id(4, 2) as UserId,
      }),
    ],
    printed: {
      [kitchen]: 'Playing: http://hub/media/tracks/1?…\nAO: [alsa] 44100Hz stereo\nA: 00:01:11 / 00:04:02',
    },
    library: { tracks: tracks.length, albums: albums.length, artists: 9 },
    playlists: scene === 'empty' ? [] : playlists,
    uploads: [],
    tags: scene === 'empty' ? [] : fakeTags(Date.now()),
    linkings: [],
    unknownTag: null,
    quietHours: fakeQuietHours(scene),
    boxes:
      scene === 'boxes'
        ? [
            {
              sessionId: id(5, 7) as SessionId,
              device: device(id(7, 7) as DeviceId, 'Box kitchen', { kind: 'agent' }),
              maxVolume: null,
            },
            {
              sessionId: id(5, 8) as SessionId,
              device: device(id(7, 8) as DeviceId, 'Nursery', {
                kind: 'agent',
                online: false,
                health: 'down',
              }),
              maxVolume: 40,
            },
          ]
        : [],
    health: healthIn(scene, Date.now()),
    artworkChanges: 0,
    downloads: scene === 'empty' ? [] : fakeDownloads(Date.now()),
    scan:
      scene === 'scan'
        ? {
            type: 'scan',
            phase: 'reading',
            seen: 4210,
            read: 1320,
            unchanged: 210,
            failed: 3,
            total: 4210,
            filesPerSecond: 310,
            etaMs: 95_000,
          }
        : null,
  })
  const sound = store<SoundCondition>(scene === 'locked' ? 'locked' : 'free')
  const following: Following = {
    state,
    listen: () => () => {},
    positionNow: () => {
      const now = state.get().session
      return now ? positionAt(now.timeline, Date.now(), now.current?.durationMs ?? null) : 0
    },
    serverNow: () => Date.now(),
    knowQueue: async () => true,
    wake: () => {},
    [Symbol.asyncDispose]: async () => {},
  }
  return {
    hub: { ...hub, send: (ask) => answer(ask, state.get(), (next) => state.set(next), kitchen) },
    following,
    deviceId: own,
    sound,
    speaking: store<SpeakerCondition>(scene === 'removed' ? 'removed' : 'sounding'),
    unlock: () => sound.set('free'),
    settled: async () => {},
    rename: async () => {},
    signOut: () => hub.signOut(),
    close: async () => {},
  }
}

async function answer(
  ask: Ask,
  state: FollowedState,
  set: (state: FollowedState) => void,
  kitchen: DeviceId,
): ReturnType<Hub['send']> {
  const { session } = state
  if (!session) throw new BatonFailure('session.not-found')
  const now = Date.now()
  const positionMs = positionAt(session.timeline, now, session.current?.durationMs ?? null)
  const change = (part: Partial<SessionView>) => set({ ...state, session: { ...session, ...part } })
  const receipt = { commandId: '' as never, seq: 1, revision: 1, changed: true, result: {} }
  switch (ask.type) {
    case 'session.play':
    case 'session.pause':
    case 'session.toggle': {
      const plays = session.playState !== 'playing'
      change({
        playState: plays ? 'playing' : 'paused',
        timeline: { positionMs, at: now, rate: plays ? 1 : 0 },
      })
      break
    }
    case 'session.seek':
      change({ timeline: { ...session.timeline, positionMs: ask.positionMs, at: now } })
      break
    case 'session.set-options':
      change({ shuffle: ask.shuffle ?? session.shuffle, repeatMode: ask.repeatMode ?? session.repeatMode })
      break
    case 'queue.clear':
      set({ ...state, queue: NO_QUEUE })
      break
    case 'queue.remove':
      if (state.queue) {
        const entries = state.queue.entries.filter((entry) => !ask.entryIds.includes(entry.entryId))
        set({ ...state, queue: wholeQueue({ entries, order: null }) })
      }
      break
    case 'session.choose-speaker':
      if (ask.deviceId !== kitchen) throw new BatonFailure('device.needs-tap')
      if (session.offer) return new Promise(() => {})
      change({ activeDeviceId: ask.deviceId })
      break
    default:
  }
  return { receipt, session: null }
}
