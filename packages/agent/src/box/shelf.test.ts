import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Hub } from '@baton/client'
import type { Shelf, TagId, TrackId } from '@baton/protocol'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { knownEntry } from '@baton/testing/fakes/known-session'
import { logTo } from '../log/log.ts'
import type { StateFolder } from '../state/state-folder.ts'
import { keptMusic } from './kept-music.ts'
import { keptShelf } from './shelf.ts'

const trackOf = (n: number) => `0000000b-0000-4000-8000-00000000000${n}` as TrackId
const [FITS, TOO_LARGE, BROKEN] = [trackOf(1), trackOf(2), trackOf(3)] as [TrackId, TrackId, TrackId]

let root: string
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'baton-shelf-'))
})
after(() => rm(root, { recursive: true, force: true }))

test('[BX21] what has no room or did not come whole is not asked for in each round', async () => {
  const clock = new FakeClock()
  const music = await keptMusic({ folder: join(root, 'music'), quotaBytes: 25, wall: Date.now })
  const lists = [[FITS, BROKEN], [TOO_LARGE]] as const
  const tags: Shelf['tags'] = lists.map((trackIds, n) => ({
    tagId: `0${n}` as TagId,
    target: { trackId: trackIds[0] },
    policy: 'play',
    tracks: trackIds.map((trackId) => ({ ...knownEntry(n), trackId })),
  }))
  const asked: TrackId[] = []
  let rounds = 0
  const ending = new AbortController()
  const fetching = async (url: unknown) => {
    const trackId = [FITS, TOO_LARGE, BROKEN].find((id) => String(url).includes(id)) as TrackId
    asked.push(trackId)
    const text = trackId === TOO_LARGE ? 'x'.repeat(30) : 'ten bytes.'
    const length = trackId === BROKEN ? 12 : text.length
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
    music,
    folder: { read: () => null, write: () => '' } as unknown as StateFolder,
    isLive: () => true,
    log: logTo(() => {}, 'silent'),
    signal: ending.signal,
    fetching: fetching as typeof fetch,
  })
  const until = async (is: () => boolean) => {
    while (!is()) {
      await clock.advance(500)
      await new Promise(setImmediate)
    }
  }
  await until(() => rounds === 3)
  assert.deepEqual(asked, [FITS, TOO_LARGE, BROKEN], 'the first track of each tag before the second of any')
  assert.equal(music.has(FITS), true)
  await until(() => asked.length === 4)
  assert.deepEqual(asked.at(-1), BROKEN, 'after a while it may be whole')
  assert.equal(shelf.tags().length, 2)
  ending.abort()
})
