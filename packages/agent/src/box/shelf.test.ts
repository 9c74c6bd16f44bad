import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Hub } from '@baton/client'
import type { Entry, Shelf, TagId, TrackId } from '@baton/protocol'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { knownEntry, knownSession } from '@baton/testing/fakes/known-session'
import { logTo } from '../log/log.ts'
import { openStateFolder, type StateFolder } from '../state/state-folder.ts'
import { type KeptMusic, keptMusic } from './kept-music.ts'
import { keptShelf } from './shelf.ts'

const trackOf = (n: number) => `0000000b-0000-4000-8000-00000000000${n}` as TrackId
const [FITS, TOO_LARGE, BROKEN] = [trackOf(1), trackOf(2), trackOf(3)] as [TrackId, TrackId, TrackId]

let root: string
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'baton-shelf-'))
})
after(() => rm(root, { recursive: true, force: true }))

test('[BX21] what has no room or did not come whole is not asked for in each round', async () => {
  const music = await keptMusic({ folder: join(root, 'music'), quotaBytes: 25, wall: Date.now })
  const tags = [FITS, TOO_LARGE, BROKEN].map((trackId) => tagOf(trackId))
  await using world = shelfWorld({
    music,
    tags,
    answer(trackId) {
      const text = trackId === TOO_LARGE ? 'x'.repeat(30) : TEN_BYTES
      return { text, length: trackId === BROKEN ? 12 : text.length }
    },
  })
  const { asked, until } = world
  await until(() => world.rounds() === 3)
  assert.deepEqual(asked, [FITS, TOO_LARGE, BROKEN])
  assert.equal(music.has(FITS), true)
  await until(() => asked.length === 4)
  assert.deepEqual(asked.at(-1), BROKEN, 'after a while it may be whole')
  assert.equal(world.shelf.tags().length, 3)
})

test('[BX21] what plays and what follows comes first, then the first track of each tag, then the second of each', async () => {
  const music = await keptMusic({ folder: join(root, 'order'), quotaBytes: 1_000, wall: Date.now })
  const [before, now, next, ...ofTags] = [1, 2, 3, 4, 5, 6].map(entryOf)
  assert.ok(before && now && next)
  const [a, b, c] = ofTags.map(({ trackId }) => trackId)
  assert.ok(a && b && c)
  await using world = shelfWorld({ music, tags: [tagOf(a, c), tagOf(b, now.trackId)] })
  world.shelf.known({
    session: knownSession({ current: now }),
    entries: [before, now, next],
    device: null,
  })
  await world.until(() => world.rounds() === 2)
  assert.deepEqual(world.asked, [now.trackId, next.trackId, a, b, c])
})

test('[BX20] [BX35] tags, the session and how loud it may be are known after a restart without the hub', async () => {
  const music = await keptMusic({ folder: join(root, 'restart'), quotaBytes: 1_000, wall: Date.now })
  await using folder = await openStateFolder(join(root, 'state'))
  const last = {
    session: knownSession({ current: entryOf(1), playState: 'playing' }),
    entries: [entryOf(1)],
    device: { enabled: true, maxVolume: 40, quiet: null },
  }
  const tags = [tagOf(trackOf(2))]
  {
    await using world = shelfWorld({ music, tags, folder })
    world.shelf.known(last)
    await world.until(() => world.rounds() === 1 && world.shelf.tags().length === 1)
    // Told at once: it may be switched off before anything else happens.
    world.shelf.known({ ...last, device: { ...last.device, enabled: false } })
  }
  await using later = shelfWorld({ music, tags: [], folder, isLive: false })
  assert.deepEqual(later.shelf.tags(), tags)
  assert.deepEqual(later.shelf.last(), { ...last, device: { ...last.device, enabled: false } })
  folder.write('box.json', '{"tags":{},"last":[')
  await using damaged = shelfWorld({ music, tags: [], folder, isLive: false })
  assert.deepEqual([damaged.shelf.tags(), damaged.shelf.last()], [[], null])
})

const TEN_BYTES = 'ten bytes.'
const NO_FOLDER: Pick<StateFolder, 'read' | 'write'> = { read: () => null, write: () => '' }

function entryOf(n: number): Entry {
  return { ...knownEntry(n), trackId: trackOf(n) }
}

function tagOf(...trackIds: readonly [TrackId, ...TrackId[]]): Shelf['tags'][number] {
  return {
    tagId: trackIds[0].slice(-2) as TagId,
    target: { trackId: trackIds[0] },
    policy: 'play',
    tracks: trackIds.map((trackId, n) => ({ ...knownEntry(n), trackId })),
  }
}

interface WorldParts {
  readonly music: KeptMusic
  readonly tags: Shelf['tags']
  readonly folder?: Pick<StateFolder, 'read' | 'write'>
  readonly isLive?: boolean
  readonly answer?: (trackId: TrackId) => { readonly text: string; readonly length: number }
}

/** A shelf, and a hub whose tags are these; each track is ten bytes where nothing else is said. */
function shelfWorld({ music, tags, folder = NO_FOLDER, isLive = true, answer }: WorldParts) {
  const clock = new FakeClock()
  const asked: TrackId[] = []
  let rounds = 0
  let taking = 0
  const ending = new AbortController()
  const fetching = async (url: unknown) => {
    const trackId = new URL(String(url)).pathname.split('/').at(-1) as TrackId
    asked.push(trackId)
    const { text, length } = answer?.(trackId) ?? { text: TEN_BYTES, length: TEN_BYTES.length }
    return new Response(text, { headers: { 'content-length': `${length}` } })
  }
  const shelf = keptShelf({
    hub: {
      clock,
      baseUrl: 'http://hub',
      boxes: {
        shelf: async () => {
          rounds += 1
          return { tags }
        },
      },
    } as unknown as Hub,
    token: async () => 'token',
    music: {
      ...music,
      async take(...given) {
        taking += 1
        return music.take(...given).finally(() => {
          taking -= 1
        })
      },
    },
    folder: folder as StateFolder,
    isLive: () => isLive,
    log: logTo(() => {}, 'silent'),
    signal: ending.signal,
    fetching: fetching as typeof fetch,
  })
  return {
    shelf,
    asked,
    rounds: () => rounds,
    async until(is: () => boolean) {
      while (!is()) {
        // The disk needs time of its own, in which a track that comes does not stand still.
        if (taking === 0) await clock.advance(500)
        await new Promise(setImmediate)
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort()
    },
  }
}
