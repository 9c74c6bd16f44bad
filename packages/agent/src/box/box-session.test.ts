import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Ask,
  BatonFailure,
  type FollowedChange,
  type FollowedState,
  type Hub,
  NOTHING_KNOWN,
  type Outcome,
  store,
} from '@baton/client'
import {
  type DeviceId,
  type Entry,
  type EntryId,
  type SessionId,
  type SessionView,
  type Shelf,
  type TagId,
  type TrackId,
  type UserId,
  wholeQueue,
} from '@baton/protocol'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { logTo } from '../log/log.ts'
import { boxSession } from './box-session.ts'

const DEVICE = '00000007-0000-4000-8000-000000000001' as DeviceId
const TAG = '04a1b2c3' as TagId
const WITHIN = { expiresMs: 1_000 }

test('[BX22] [BX24] while the hub is away the speaker follows the box, and afterwards the hub again', async () => {
  const box = boxWorld()
  box.away()
  assert.equal(box.session.isAlone(), true)
  assert.equal(box.shown().connection, 'live')
  assert.equal(box.session.hub.contactAgeMs(), 0)
  await box.session.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  assert.deepEqual(
    [box.shown().session?.playState, box.shown().session?.current?.title, box.shown().fileUrl],
    ['playing', 'on the tag', '/kept/track 9'],
  )
  assert.deepEqual(box.sent, [])
  box.live()
  await settled()
  const [told] = box.sent
  assert.ok(told?.type === 'session.stand-at')
  assert.deepEqual([told.playState, told.entries.length], ['playing', 1])
  assert.equal(box.session.isAlone(), true, 'until the hub has said so to its followers')
  box.hear({ revision: 8, current: { ...entry(9), entryId: told.entryId } })
  await settled()
  assert.equal(box.session.isAlone(), false)
  assert.equal(box.shown().session?.current?.entryId, told.entryId)
  assert.equal(box.heard.at(-1)?.cause, 'snapshot')
})

test('[BX24] where nothing happened that the hub does not know, the hub’s session counts', async () => {
  const box = boxWorld()
  box.away()
  box.live()
  await settled()
  assert.deepEqual([box.sent, box.session.isAlone()], [[], false])
})

test('[BX25] what happens before the hub has answered is told once more', async () => {
  const box = boxWorld()
  box.away()
  await box.session.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  box.live()
  await settled()
  await box.session.press({ type: 'session.pause' }, WITHIN)
  box.hear({ revision: 8 })
  await settled()
  assert.deepEqual(
    box.sent.map((ask) => ask.type === 'session.stand-at' && ask.playState),
    ['playing', 'paused'],
  )
  box.hear({ revision: 9 })
  await settled()
  assert.equal(box.session.isAlone(), false)
})

test('[BX25] a hub that goes again before it has answered is told when it is back', async () => {
  const box = boxWorld()
  box.away()
  await box.session.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  box.answers = false
  box.live()
  await settled()
  assert.equal(box.session.isAlone(), true)
  box.answers = true
  await box.clock.advance(1_000)
  box.hear({ revision: 10 })
  await settled()
  assert.deepEqual([box.session.isAlone(), box.sent.length], [false, 2])
})

test('[BX22] what nothing is kept of plays nothing, and says so', async () => {
  const box = boxWorld()
  box.away()
  const isOffline = (error: unknown) => error instanceof BatonFailure && error.code === 'client.offline'
  await assert.rejects(box.session.press({ type: 'tag.scan', tagId: 'ff' as TagId }, WITHIN), isOffline)
  await assert.rejects(box.session.press({ type: 'queue.clear' }, WITHIN), isOffline)
  assert.equal(box.shown().session?.playState, 'stopped')
})

function boxWorld() {
  const clock = new FakeClock()
  const state = store<FollowedState>({
    ...NOTHING_KNOWN,
    connection: 'live',
    epoch: 'epoch001',
    session: session({}),
    queue: wholeQueue({ entries: [], order: null }),
  })
  const sent: Extract<Ask, { type: `session.${string}` }>[] = []
  const heard: FollowedChange[] = []
  const tags: Shelf['tags'] = [
    { tagId: TAG, target: { trackId: 'track 9' as TrackId }, policy: 'play', tracks: [entry(9)] },
  ]
  const world = { answers: true }
  const hub = {
    clock,
    contactAgeMs: () => 99_000,
    async send(ask: Ask): Promise<Outcome> {
      sent.push(ask as (typeof sent)[number])
      if (!world.answers) throw new BatonFailure('client.offline')
      const revision = 7 + sent.length
      return {
        receipt: { commandId: 'x' as never, seq: 1, revision, changed: true, result: {} },
        session: null,
      }
    },
  } as unknown as Hub
  const told = boxSession({
    hub,
    following: {
      state,
      listen: () => () => {},
      serverNow: clock.now,
      positionNow: () => 0,
      knowQueue: async () => true,
      wake: () => {},
      [Symbol.asyncDispose]: async () => {},
    },
    deviceId: DEVICE,
    plays: { add: () => {}, deliver: async () => true },
    pathOf: (trackId) => `/kept/${trackId}`,
    used: () => {},
    tags: () => tags,
    last: () => null,
    known: () => {},
    log: logTo(() => {}, 'silent'),
  })
  told.following.listen((change) => heard.push(change))
  return Object.assign(world, {
    clock,
    sent,
    heard,
    session: told,
    shown: () => told.following.state.get(),
    away: () => state.set({ ...state.get(), connection: 'away' }),
    live: () => state.set({ ...state.get(), connection: 'live' }),
    hear: (more: Partial<SessionView>) => state.set({ ...state.get(), session: session(more) }),
  })
}

function entry(n: number): Entry {
  return {
    entryId: `entry ${n}` as EntryId,
    trackId: `track ${n}` as TrackId,
    title: n === 9 ? 'on the tag' : `${n}`,
    artist: null,
    album: null,
    albumId: null,
    coverId: null,
    durationMs: 100_000,
    status: 'queued',
  }
}

function session(more: Partial<SessionView>): SessionView {
  return {
    sessionId: '00000005-0000-4000-8000-000000000001' as SessionId,
    userId: '00000004-0000-4000-8000-000000000001' as UserId,
    ofBox: true,
    revision: 7,
    playState: 'stopped',
    timeline: { positionMs: 0, at: 0, rate: 0 },
    current: null,
    next: null,
    shuffle: false,
    repeatMode: 'off',
    activeDeviceId: DEVICE,
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
