import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type AlbumId,
  foldRoom,
  MAX_TAGS,
  type PlaylistId,
  type RoomState,
  type TagId,
  type TagPolicy,
  type TagTarget,
  type TrackId,
  UNKNOWN_TAG_SHOWN_MS,
} from '@baton/protocol'
import { TAG_ACTIVITY } from '#domain'
import { EngineWorld, rest, type Sending } from '../../../../testing/src/worlds/engine-world.ts'

const BEAR = '04a1' as TagId
const FOX = '04b2' as TagId

type Tags = Extract<RoomState, { readonly family: 'tags' }>

async function tagsOf(world: EngineWorld, by = world.me): Promise<Tags> {
  const reading = await world.engine.shown(by, 'tags')
  assert.ok(reading?.state.family === 'tags')
  return reading.state
}

async function listOf(world: EngineWorld, tracks = world.household.tracks): Promise<PlaylistId> {
  const source = { trackIds: [...tracks] }
  const { result } = await world.done({ type: 'playlist.create', title: 'Slow', source })
  assert.ok(result.playlistId)
  return result.playlistId
}

async function linked(
  world: EngineWorld,
  policy: TagPolicy = 'play',
  target?: TagTarget,
): Promise<TagTarget> {
  const plays = target ?? { playlistId: await listOf(world) }
  await world.done({ type: 'tag.bind', tagId: BEAR, target: plays, policy })
  return plays
}

async function scanned(world: EngineWorld, sending: Sending = {}, tagId = BEAR) {
  const receipt = await world.send({ type: 'tag.scan', tagId }, sending)
  return receipt.outcome === 'rejected' ? receipt.code : receipt.result.scanned
}

async function place(world: EngineWorld, by = world.me) {
  const { playState, current, activeDeviceId, startedPlaylist } = await world.session(by)
  const nth = world.household.tracks.indexOf(current?.trackId as never)
  return { playState, nth, activeDeviceId, list: startedPlaylist?.playlistId ?? null }
}

describe('what a tag that was seen does', () => {
  test('[TG5, TG6] “play” plays it on the reader’s device, and goes on where it was paused', async () => {
    await using world = await EngineWorld.open()
    const by = await world.speaker('Kitchen')
    const { playlistId } = (await linked(world)) as { playlistId: PlaylistId }
    assert.equal(await scanned(world, { by }), 'played')
    const started = { playState: 'playing', nth: 0, activeDeviceId: by.deviceId, list: playlistId }
    assert.deepEqual(await place(world), started)
    await world.done({ type: 'session.next' }, { by })
    await world.done({ type: 'session.pause' }, { by })
    assert.equal(await scanned(world, { by }), 'played')
    assert.deepEqual(await place(world), { ...started, nth: 1 })
    const before = await world.session()
    assert.equal(await scanned(world, { by }), 'played')
    assert.equal((await world.session()).revision, before.revision, 'it plays already')
    await world.done({ type: 'session.stop' }, { by })
    await scanned(world, { by })
    assert.deepEqual(await place(world), started)
  })

  test('[TG6] “toggle”, “restart” and “next” do so where it plays already', async () => {
    await using world = await EngineWorld.open()
    const by = await world.speaker('Kitchen')
    const target = await linked(world, 'toggle')
    const seen: unknown[] = []
    const scan = async () => {
      assert.equal(await scanned(world, { by }), 'played')
      const { playState, nth } = await place(world)
      seen.push(`${playState} ${nth}`)
    }
    for (const policy of ['toggle', 'toggle', 'toggle', 'next', 'next', 'restart'] as const) {
      await world.done({ type: 'tag.change', tagId: BEAR, policy, target })
      await scan()
    }
    assert.deepEqual(seen, ['playing 0', 'paused 0', 'playing 0', 'playing 1', 'playing 2', 'playing 0'])
    await world.done({ type: 'session.pause' }, { by })
    await world.done({ type: 'tag.change', tagId: BEAR, policy: 'next' })
    await scan()
    assert.equal(seen.at(-1), 'playing 1')
  })

  test('[TG6] “move-here” moves what plays to the reader’s device', async () => {
    await using world = await EngineWorld.open()
    const kitchen = await world.speaker('Kitchen')
    const bath = await world.speaker('Bath')
    await linked(world, 'move-here')
    await scanned(world, { by: kitchen })
    assert.equal((await place(world)).activeDeviceId, kitchen.deviceId, 'there was nothing to move')
    await world.done({ type: 'session.next' }, { by: kitchen })
    assert.equal(await scanned(world, { by: bath }), 'played')
    const moved = await place(world)
    assert.deepEqual([moved.activeDeviceId, moved.playState, moved.nth], [bath.deviceId, 'playing', 1])
    await world.done({ type: 'session.pause' }, { by: bath })
    await scanned(world, { by: kitchen })
    const back = await place(world)
    assert.deepEqual([back.activeDeviceId, back.playState, back.nth], [kitchen.deviceId, 'playing', 1])
    assert.equal(await scanned(world), 'device.not-found', 'a reader that is no device')
  })

  test('[TG6] a track is what plays as long as it is the current one', async () => {
    await using world = await EngineWorld.open()
    const by = await world.speaker('Kitchen')
    const [first, second] = world.household.tracks
    assert.ok(first && second)
    await linked(world, 'toggle', { trackId: second })
    await world.play(by)
    await scanned(world, { by })
    const { total } = await world.engine.queuePage(world.me, { from: 0, limit: 1 })
    assert.deepEqual([(await place(world)).nth, total], [1, 1])
    await scanned(world, { by })
    assert.equal((await place(world)).playState, 'paused')
    const { title, lastSeenAt } = (await tagsOf(world)).tags[0] ?? {}
    assert.ok(title)
    assert.equal(lastSeenAt, world.engine.now())
  })

  test('[TG2, TG6] an album is what plays as long as the current track is of it', async () => {
    await using world = await EngineWorld.open()
    const by = await world.speaker('Kitchen')
    await world.play(by)
    const { current } = await world.session()
    assert.ok(current?.albumId)
    await linked(world, 'next', { albumId: current.albumId })
    assert.equal((await tagsOf(world)).tags[0]?.title, current.album)
    await scanned(world, { by })
    assert.equal((await place(world)).nth, 1)
    await world.done({ type: 'session.stop' }, { by })
    await scanned(world, { by })
    assert.deepEqual([(await place(world)).playState, (await place(world)).nth], ['playing', 0])
    for (const [target, code] of [
      [{ albumId: world.dice.uuid() as AlbumId }, 'library.album-not-found'],
      [{ trackId: world.dice.uuid() as TrackId }, 'library.track-not-found'],
    ] as const) {
      const receipt = await world.send({ type: 'tag.bind', tagId: FOX, target })
      assert.equal(receipt.outcome === 'rejected' && receipt.code, code)
    }
  })

  test('[TG2, TG5] it plays what its linker may see, and what is refused has not happened', async () => {
    await using world = await EngineWorld.open()
    const { playlistId } = (await linked(world)) as { playlistId: PlaylistId }
    const theirs = await world.speaker('Bath', { by: world.other })
    const before = await tagsOf(world)
    assert.equal(await scanned(world), 'session.no-speaker')
    assert.deepEqual(await tagsOf(world), before)
    assert.equal(await world.engine.playlist(world.other, playlistId), null, 'a private playlist')
    assert.equal(await scanned(world, { by: theirs }), 'played')
    assert.deepEqual((await place(world, world.other)).list, playlistId)
    await world.done({ type: 'playlist.delete', playlistId })
    await world.done({ type: 'session.stop' }, { by: theirs })
    assert.equal(await scanned(world, { by: theirs }), 'playlist.not-found')
    await world.done({ type: 'playlist.restore', playlistId })
    assert.equal(await scanned(world, { by: theirs }), 'played')
  })

  test('[TG7] a tag that nobody knows is shown to everybody, for a while', async () => {
    await using world = await EngineWorld.open()
    const target = { playlistId: await listOf(world) }
    assert.equal(await scanned(world), 'unknown')
    assert.equal((await tagsOf(world, world.other)).unknownTag?.tagId, BEAR)
    assert.equal(await scanned(world, {}, FOX), 'unknown')
    await world.done({ type: 'tag.dismiss', tagId: BEAR })
    assert.equal((await tagsOf(world)).unknownTag?.tagId, FOX)
    await world.done({ type: 'tag.bind', tagId: FOX, target })
    assert.equal((await tagsOf(world)).unknownTag, null)
    await scanned(world)
    await world.clock.advance(UNKNOWN_TAG_SHOWN_MS - 1_000)
    assert.notEqual((await tagsOf(world)).unknownTag, null)
    await world.clock.advance(2_000)
    assert.equal((await tagsOf(world)).unknownTag, null)
    assert.equal(await world.store.nextDueAt(), null)
  })
})

describe('waiting for a tag', () => {
  test('[TG8, TG9, TG13] every screen sees the same, and the log leads to what is kept', async () => {
    await using world = await EngineWorld.open()
    const by = await world.speaker('Kitchen')
    const target = await linked(world)
    const other = { playlistId: await listOf(world) }
    const screen = world.follow(['tags'], { by: world.other })
    await rest()
    const started = await world.done({ type: 'tag.start-linking', target: other })
    assert.equal(await scanned(world, { by }), 'duplicate')
    assert.equal((await place(world)).playState, 'stopped', 'nothing plays meanwhile')
    assert.deepEqual((await tagsOf(world)).linkings[0]?.conflict, target)
    await world.done({ type: 'tag.bind', tagId: BEAR, target: other, override: true, label: 'Bear' })
    await world.done({ type: 'tag.start-linking', target: other, policy: 'next' })
    assert.equal(await scanned(world, { by }, FOX), 'linked')
    await world.done({ type: 'tag.remove', tagId: BEAR })
    await rest()
    const shown = screen.frames.flatMap((frame) => (frame.kind === 'snapshot' ? [frame.state] : []))
    const folded = screen.frames.reduce<RoomState>(
      (state, frame) => (frame.kind === 'event' ? foldRoom(state, frame.event, frame) : state),
      shown[0] as RoomState,
    )
    const tags = await tagsOf(world, world.other)
    assert.deepEqual(folded, tags)
    assert.deepEqual(
      tags.linkings.map(({ phase, tagId }) => [phase, tagId]),
      [
        ['success', FOX],
        ['success', BEAR],
      ],
    )
    assert.equal(tags.linkings[1]?.linkingId, started.result.linkingId)
    assert.deepEqual(
      tags.tags.map(({ tagId, policy, linkedBy }) => [tagId, policy, linkedBy]),
      [[FOX, 'next', world.me.userId]],
    )
  })

  test('[TG10, TG11] the later of two waits, and it ends by itself, also after a restart', async () => {
    await using world = await EngineWorld.open()
    const first = { playlistId: await listOf(world) }
    const second = { playlistId: await listOf(world) }
    await world.done({ type: 'tag.start-linking', target: first, lastsMs: 10_000 })
    await world
      .done({ type: 'tag.start-linking', target: second, lastsMs: 20_000 }, { by: world.other })
      .then(
        () => assert.fail('a private playlist is not for others to link'),
        () => {},
      )
    await world.done({ type: 'tag.start-linking', target: second, lastsMs: 20_000 })
    const phases = async () => (await tagsOf(world)).linkings.map(({ phase }) => phase)
    assert.deepEqual(await phases(), ['listening', 'stopped'])
    world.clock.step(19_000)
    await world.restart()
    assert.deepEqual(await phases(), ['listening', 'stopped'])
    await world.clock.advance(2_000)
    assert.deepEqual(await phases(), ['timeout', 'stopped'])
    assert.equal(await world.store.nextDueAt(), null)
    const unknown = { type: 'tag.stop-linking', target: { trackId: world.household.tracks[0] } } as const
    const receipt = await world.send(unknown as never)
    assert.equal(receipt.outcome === 'rejected' && receipt.code, 'tag.linking-not-found')
  })

  test('[TG11] a playlist that is gone meanwhile ends it in an error', async () => {
    await using world = await EngineWorld.open()
    const playlistId = await listOf(world)
    await world.done({ type: 'tag.start-linking', target: { playlistId } })
    await world.done({ type: 'playlist.delete', playlistId })
    assert.equal(await scanned(world), 'not-linked')
    const { linkings, tags } = await tagsOf(world)
    assert.deepEqual([linkings[0]?.phase, linkings[0]?.failure], ['error', 'playlist.not-found'])
    assert.deepEqual(tags, [])
  })

  test('[TG1, TG11] a household has so many tags and no more', async () => {
    await using world = await EngineWorld.open()
    const target = await linked(world)
    const { kysely } = world.household.database
    const { householdId } = world.me
    const rows = Array.from({ length: MAX_TAGS - 1 }, (_, nth) => ({
      household_id: householdId,
      id: `ee${nth}`,
      revision: 1,
      view: '{}',
    }))
    for (let at = 0; at < rows.length; at += 200) {
      await kysely
        .insertInto('tag')
        .values(rows.slice(at, at + 200))
        .execute()
    }
    const more = await world.send({ type: 'tag.bind', tagId: FOX, target })
    assert.equal(more.outcome === 'rejected' && more.code, 'tag.limit')
    await world.done({ type: 'tag.start-linking', target })
    assert.equal(await scanned(world, {}, FOX), 'not-linked')
    const { linkings } = await world.engine.state(householdId, TAG_ACTIVITY, null)
    assert.deepEqual([linkings[0]?.phase, linkings[0]?.failure], ['error', 'tag.limit'])
    await world.done({ type: 'tag.bind', tagId: BEAR, target, override: true })
  })
})

test('[TG12] a listener holds tags to readers, and links none', async () => {
  await using world = await EngineWorld.open()
  const target = await linked(world)
  const speaker = await world.speaker('Bath', { by: world.other })
  const by = { ...speaker, roles: ['listener'] as const }
  assert.equal(await scanned(world, { by }), 'played')
  const commands = [
    { type: 'tag.bind', tagId: FOX, target },
    { type: 'tag.change', tagId: BEAR, policy: 'next' },
    { type: 'tag.remove', tagId: BEAR },
    { type: 'tag.start-linking', target },
    { type: 'tag.stop-linking' },
    { type: 'tag.dismiss', tagId: BEAR },
  ] as const
  for (const command of commands) {
    const receipt = await world.send(command, { by })
    assert.equal(receipt.outcome === 'rejected' && receipt.code, 'auth.forbidden', command.type)
  }
  await world.done({ type: 'tag.start-linking', target: { playlistId: await listOf(world) } })
  assert.equal(await scanned(world, { by }, FOX), 'linked')
  assert.equal((await tagsOf(world)).tags.find(({ tagId }) => tagId === FOX)?.linkedBy, world.me.userId)
})

test('[TG14] a playlist hears whether a tag plays it, and no receipt, edit or deleted playlist takes harm', async () => {
  await using world = await EngineWorld.open()
  const [playlistId, other] = [await listOf(world), await listOf(world)]
  const shared = { type: 'playlist.change', playlistId, visibility: 'household' } as const
  await world.done(shared)
  const revisions = async () =>
    Promise.all(
      [playlistId, other].map(async (id) => (await world.engine.playlist(world.me, id))?.playlist.revision),
    )
  assert.deepEqual(await revisions(), [2, 1])
  const screen = world.follow([`playlist:${playlistId}`], { by: world.other })
  await world.done({ type: 'tag.start-linking', target: { playlistId } })
  const listener = { ...(await world.speaker('Bath', { by: world.other })), roles: ['listener'] as const }
  assert.equal(await scanned(world, { by: listener }), 'linked', 'whoever’s reader it is')
  assert.deepEqual(await revisions(), [3, 1])
  const target = { playlistId: other }
  const moved = await world.done({ type: 'tag.bind', tagId: BEAR, target, override: true })
  assert.equal(moved.revision, 2, 'of the tag')
  assert.deepEqual(await revisions(), [4, 2])
  await world.done({ type: 'tag.change', tagId: BEAR, label: 'Bear', policy: 'next' })
  assert.deepEqual(await revisions(), [4, 2], 'nothing of that is the playlist’s')
  await world.done({ type: 'playlist.delete', playlistId: other })
  await world.done({ type: 'tag.remove', tagId: BEAR })
  await world.done({ type: 'tag.bind', tagId: BEAR, target: { playlistId } })
  await rest()
  const told = screen.frames.flatMap((frame) =>
    frame.kind === 'event' && frame.event.type.startsWith('playlist.') ? [frame] : [],
  )
  assert.deepEqual(
    told.map(({ event, revision }) => `${event.type} ${revision}`),
    ['playlist.tags-changed 3', 'playlist.tags-changed 4', 'playlist.tags-changed 5'],
  )
})

test('[TG3, TG4] a tag is linked anew only if that is meant, and removed and bound again it is as it was', async () => {
  await using world = await EngineWorld.open()
  const target = await linked(world, 'next')
  await world.done({ type: 'tag.change', tagId: BEAR, label: 'Bear' })
  const again = await world.send({ type: 'tag.bind', tagId: BEAR, target })
  assert.equal(again.outcome === 'rejected' && again.code, 'tag.already-linked')
  const other = { playlistId: await listOf(world) }
  await world.done({ type: 'tag.bind', tagId: BEAR, target: other, override: true })
  const [tag] = (await tagsOf(world)).tags
  assert.ok(tag)
  assert.deepEqual([tag.label, tag.policy, tag.target, tag.revision], ['Bear', 'next', other, 3])
  const nothing = await world.done({ type: 'tag.change', tagId: BEAR, label: 'Bear', target: other })
  assert.equal(nothing.changed, false)
  await world.done({ type: 'tag.remove', tagId: BEAR })
  assert.deepEqual((await tagsOf(world)).tags, [])
  const gone = await world.send({ type: 'tag.remove', tagId: BEAR })
  assert.equal(gone.outcome === 'rejected' && gone.code, 'tag.not-found')
  await world.done({ type: 'tag.bind', tagId: BEAR, target: other, policy: 'next', label: 'Bear' })
  const [back] = (await tagsOf(world)).tags
  assert.deepEqual({ ...back, linkedAt: 0, revision: 0 }, { ...tag, linkedAt: 0, revision: 0 })
})

test('[TG2, TG4] what is changed is changed alone, and other music is of whoever chose it', async () => {
  await using world = await EngineWorld.open()
  const { playlistId } = (await linked(world, 'toggle')) as { playlistId: PlaylistId }
  const [trackId] = world.household.tracks
  assert.ok(trackId)
  const by = world.other
  await world.done({ type: 'tag.change', tagId: BEAR, label: 'Bear' }, { by })
  const [named] = (await tagsOf(world)).tags
  assert.deepEqual([named?.label, named?.policy, named?.linkedBy], ['Bear', 'toggle', world.me.userId])
  await world.done({ type: 'tag.change', tagId: BEAR, target: { trackId } }, { by })
  const [tag] = (await tagsOf(world)).tags
  assert.deepEqual([tag?.label, tag?.policy, tag?.linkedBy], ['Bear', 'toggle', by.userId])
  assert.deepEqual([tag?.target, typeof tag?.title], [{ trackId }, 'string'])
  const refused = await world.send({ type: 'tag.change', tagId: BEAR, target: { playlistId } }, { by })
  assert.equal(refused.outcome === 'rejected' && refused.code, 'playlist.not-found', 'it is private')
  await world.done({ type: 'tag.change', tagId: BEAR, label: null })
  assert.deepEqual((await tagsOf(world)).tags, [{ ...tag, label: null, revision: 4 }])
})
