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
  speaker,
  store,
} from '@baton/client'
import {
  type DeviceView,
  type Entry,
  type SessionView,
  type Shelf,
  type TagId,
  type TrackId,
  wholeQueue,
} from '@baton/protocol'
import { FakeClock, settled } from '@baton/testing/fakes/fake-clock'
import { FakeSound } from '@baton/testing/fakes/fake-sound'
import { BOX_DEVICE, knownEntry, knownSession } from '@baton/testing/fakes/known-session'
import { logTo } from '../log/log.ts'
import type { Play } from './alone.ts'
import { boxSession } from './box-session.ts'
import type { LastKnown } from './shelf.ts'

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
    ['playing', '9', '/kept/track 9'],
  )
  assert.equal(box.sent.length, 0)
  box.live()
  await settled()
  const [told] = box.sent
  assert.ok(told?.type === 'session.stand-at')
  assert.deepEqual([told.playState, told.entries.length], ['playing', 1])
  assert.equal(box.session.isAlone(), true, 'until the hub has said so to its followers')
  box.hear({ revision: 8, current: { ...knownEntry(9), entryId: told.entryId } })
  await settled()
  assert.equal(box.session.isAlone(), false)
  assert.equal(box.shown().session?.current?.entryId, told.entryId)
  assert.equal(box.heard.at(-1)?.cause, 'snapshot')
})

test('[BX24] where nothing happened that the hub does not know, the hub’s session counts', async () => {
  const box = boxWorld({ current: knownEntry(1), playState: 'paused' })
  box.away()
  box.live()
  await settled()
  assert.deepEqual([box.sent.length, box.session.isAlone()], [0, false])
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

test('[BX25] [BX26] it sounds on its own for as long as it likes, and on without a jump when the hub is back', async () => {
  const box = boxWorld()
  const { clock, session: told } = box
  await using heard = speakerOf(box)
  const { sound } = heard
  box.away()
  await told.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  await clock.advance(60_000)
  await standsAgain(box, sound)
  await clock.advance(20_000)
  assert.deepEqual(
    sound.heard.map(({ url, positionMs: from, until }) => [url, from, until]),
    [['/kept/track 9', 0, null]],
  )
})

test('[BX26] cut off as the speaker of a person, it goes on with nothing of that, and a tag plays its own', async () => {
  const own = { session: knownSession(), entries: [], device: null }
  const persons = { ofBox: undefined, playState: 'playing', current: knownEntry(1) } as const
  const box = boxWorld({ ...persons, activeDeviceId: BOX_DEVICE }, [knownEntry(1)], own)
  box.away()
  assert.equal(box.session.isAlone(), false)
  assert.deepEqual([box.shown().connection, box.session.hub.contactAgeMs()], ['away', 99_000])
  assert.equal(box.session.takesReport({ event: 'ended', epoch: 1, positionMs: 0, entryId: null }), false)
  await box.session.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  assert.deepEqual([box.session.isAlone(), box.shown().session?.current?.title], [true, '9'])
  assert.equal(box.shown().session?.ofBox, true)
  assert.deepEqual(box.played, [], 'what somebody else played is no play of the box')
  box.live()
  await settled()
  const [told] = box.sent
  assert.ok(told?.type === 'session.stand-at')
  assert.deepEqual([told.playState, told.entries.length], ['playing', 1])
})

test('[BX23] [BX25] what it learns of the hub’s clock meanwhile moves nothing, and is not heard', async () => {
  const box = boxWorld()
  const { clock, session: told } = box
  await using heard = speakerOf(box)
  const { sound } = heard
  box.away()
  await told.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  await clock.advance(12_000)
  box.offsetMs = 1_700_000_000_000
  await clock.advance(6_000)
  assert.deepEqual(box.played, [])
  box.offsetMs += 50_000
  const { listened } = await standsAgain(box, sound)
  assert.ok(listened.ms < 19_000)
  await clock.advance(10_000)
  assert.deepEqual(
    sound.heard.map(({ positionMs: from, until }) => [from, until]),
    [[0, null]],
  )
})

test('[BX22] a track that ended before it was noticed that the hub is gone is followed by what is kept', async () => {
  const [one, three, four] = [knownEntry(1), knownEntry(3), knownEntry(4)]
  const box = boxWorld({ playState: 'playing', current: one, next: three }, [one, three, four])
  const { clock, session: told } = box
  await using heard = speakerOf(box, 100_000)
  const { sound } = heard
  box.answers = false
  await clock.advance(110_000)
  box.away()
  assert.equal(box.shown().session?.current?.entryId, three.entryId)
  assert.ok(Math.abs(told.following.positionNow() - sound.positionMs()) < 300)
  await clock.advance(100_000)
  assert.deepEqual(
    sound.heard.map(({ url, positionMs, until }) => [url, positionMs, until === null]),
    [
      ['http://hub/media', 0, false],
      ['http://hub/next', 0, false],
      ['/kept/track 4', 0, true],
    ],
  )
  assert.deepEqual(
    box.played.map(({ trackId }) => trackId),
    ['track 1', 'track 3'],
  )
})

test('[BX22] a track that is repeated is repeated for as long as the hub is away', async () => {
  const box = boxWorld({ repeatMode: 'one' })
  const { clock, session: told } = box
  await using heard = speakerOf(box, 100_000)
  const { sound } = heard
  box.away()
  await told.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  await clock.advance(330_000)
  assert.deepEqual(
    sound.heard.map(({ url }) => url),
    ['/kept/track 9', '/kept/track 9', '/kept/track 9', '/kept/track 9'],
  )
  assert.equal(box.played.length, 3)
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

test('[BX23] plays that an earlier run has left are told as soon as the hub is there', async () => {
  const box = boxWorld()
  box.plays = 3
  box.answers = false
  box.live()
  await settled()
  box.answers = true
  await box.clock.advance(1_000)
  assert.equal(box.plays, 0)
})

test('[BX35] cut off too its device gets no louder than it may, and makes no sound in its quiet hours', async () => {
  const box = boxWorld({ volumes: { [BOX_DEVICE]: { volume: 90, muted: false } } })
  const { clock } = box
  const quiet = { from: clock.wall() + 60_000, until: clock.wall() + 90_000, maxVolume: 0, liftedUntil: null }
  box.ofDevice({ maxVolume: 60, quiet: { ...quiet, holds: false } })
  box.away()
  const volume = () => box.shown().session?.volumes[BOX_DEVICE]?.volume
  assert.equal(volume(), 60)
  await box.session.press({ type: 'tag.scan', tagId: TAG }, WITHIN)
  await box.session.press({ type: 'session.set-volume', deviceId: BOX_DEVICE, volume: 80 }, WITHIN)
  assert.equal(volume(), 60)
  await clock.advance(59_000)
  assert.equal(box.shown().session?.playState, 'playing')
  await clock.advance(2_000)
  assert.equal(box.shown().session?.playState, 'paused')
  const isQuiet = (error: unknown) => error instanceof BatonFailure && error.code === 'device.quiet'
  await assert.rejects(box.session.press({ type: 'session.play' }, WITHIN), isQuiet)
  await assert.rejects(box.session.press({ type: 'tag.scan', tagId: TAG }, WITHIN), isQuiet)
  await clock.advance(60_000)
  assert.equal(box.shown().session?.playState, 'paused', 'nothing begins by itself when they are over')
  await box.session.press({ type: 'session.play' }, WITHIN)
  assert.equal(box.shown().session?.playState, 'playing')
})

test('[BX24] a volume that the hub could not be told is told once more', async () => {
  const box = boxWorld()
  box.away()
  await box.session.press({ type: 'session.set-volume', deviceId: BOX_DEVICE, volume: 30 }, WITHIN)
  box.answers = false
  box.live()
  await settled()
  box.answers = true
  await box.clock.advance(1_000)
  assert.deepEqual(
    box.sent.map((ask) => ask.type === 'session.set-volume' && ask.volume),
    [30, 30],
  )
  assert.equal(box.session.isAlone(), false)
})

test('[BX22] what nothing is kept of plays nothing, and says so', async () => {
  const box = boxWorld()
  box.away()
  const isOffline = (error: unknown) => error instanceof BatonFailure && error.code === 'client.offline'
  await assert.rejects(box.session.press({ type: 'tag.scan', tagId: 'ff' as TagId }, WITHIN), isOffline)
  await assert.rejects(box.session.press({ type: 'queue.clear' }, WITHIN), isOffline)
  assert.equal(box.shown().session?.playState, 'stopped')
})

type BoxWorld = ReturnType<typeof boxWorld>

/** What drives its sound. */
function speakerOf({ clock, session }: BoxWorld, durationMs?: number) {
  const { hub, following, takesReport } = session
  const sound = new FakeSound({ clock, ...(durationMs !== undefined && { durationMs }) })
  return Object.assign(speaker({ hub, following, sound, deviceId: BOX_DEVICE, takesReport }), { sound })
}

/** The hub is back: told where the box stands, which is where its sound is, it says so to its followers. */
async function standsAgain(box: BoxWorld, sound: FakeSound) {
  box.live()
  await settled()
  const standing = box.sent.find((ask) => ask.type === 'session.stand-at')
  assert.ok(standing?.type === 'session.stand-at')
  assert.ok(Math.abs(standing.positionMs - sound.positionMs()) < 100)
  const { entryId, positionMs } = standing
  const timeline = { positionMs, at: box.clock.now() + box.offsetMs, rate: 1 } as const
  box.hear({ revision: 8, playState: 'playing', current: { ...knownEntry(9), entryId }, timeline })
  await settled()
  assert.equal(box.session.isAlone(), false)
  return standing
}

function boxWorld(
  known: Partial<SessionView> = {},
  entries: readonly Entry[] = [],
  last: LastKnown | null = null,
) {
  const clock = new FakeClock()
  const state = store<FollowedState>({
    ...NOTHING_KNOWN,
    connection: 'live',
    epoch: 'epoch001',
    session: knownSession(known),
    queue: wholeQueue({ entries: [...entries], order: null }),
    fileUrl: known.current ? 'http://hub/media' : null,
    nextFileUrl: known.next ? 'http://hub/next' : null,
  })
  const sent: Extract<Ask, { type: `session.${string}` }>[] = []
  const heard: FollowedChange[] = []
  const played: Play[] = []
  const tags: Shelf['tags'] = [
    { tagId: TAG, target: { trackId: 'track 9' as TrackId }, policy: 'play', tracks: [knownEntry(9)] },
  ]
  const world = { answers: true, offsetMs: 0, plays: 0 }
  const hub = {
    clock,
    // Heard of only while it is there.
    contactAgeMs: () => (state.get().connection === 'live' ? 0 : 99_000),
    serverClock: () => null,
    heartbeat: async () => {},
    session: () => Promise.reject(new BatonFailure('client.offline')),
    async send(ask: Ask): Promise<Outcome> {
      if (ask.type !== 'device.report') sent.push(ask as (typeof sent)[number])
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
      serverNow: () => clock.now() + world.offsetMs,
      positionNow: () => 0,
      knowQueue: async () => true,
      wake: () => {},
      [Symbol.asyncDispose]: async () => {},
    },
    deviceId: BOX_DEVICE,
    plays: {
      add: (plays) => played.push(...plays),
      waits: () => world.plays > 0,
      async deliver() {
        if (world.answers) world.plays = 0
        return world.plays === 0
      },
    },
    pathOf: (trackId) => `/kept/${trackId}`,
    used: () => {},
    tags: () => tags,
    last: () => last,
    known: () => {},
    log: logTo(() => {}, 'silent'),
  })
  told.following.listen((change) => heard.push(change))
  return Object.assign(world, {
    clock,
    sent,
    heard,
    played,
    session: told,
    shown: () => told.following.state.get(),
    away: () => state.set({ ...state.get(), connection: 'away' }),
    ofDevice: (more: Partial<DeviceView>) =>
      state.set({
        ...state.get(),
        devices: [{ deviceId: BOX_DEVICE, enabled: true, ...more } as DeviceView],
      }),
    live: () => state.set({ ...state.get(), connection: 'live' }),
    hear: (more: Partial<SessionView>) =>
      state.set({ ...state.get(), session: knownSession(more), fileUrl: 'http://hub/media' }),
  })
}
