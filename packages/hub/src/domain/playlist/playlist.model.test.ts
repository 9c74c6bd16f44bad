import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { foldPlaylist, type PlaylistEntry, PlaylistView } from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import {
  type Person,
  type PlaylistAction,
  type Shelf,
  titled,
  tracksNamed,
} from '../../../../testing/src/domain/one-playlist.ts'

const number = fc.integer({ min: 1, max: 9 })
const editing: fc.Arbitrary<PlaylistAction> = fc.oneof(
  fc.record({
    type: fc.constant('playlist.add' as const),
    source: fc
      .array(fc.integer({ min: 1, max: 41 }), { minLength: 1, maxLength: 4 })
      .map((of) => tracksNamed(...of)),
    at: fc.option(number, { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('playlist.remove' as const),
    places: fc.array(number, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    type: fc.constant('playlist.move' as const),
    place: number,
    after: fc.option(number),
  }),
  fc.record({
    type: fc.constant('playlist.reorder' as const),
    order: fc.shuffledSubarray([1, 2, 3, 4, 5]),
  }),
  fc.record({
    type: fc.constant('playlist.change' as const),
    visibility: fc.constantFrom('private' as const, 'household' as const),
    title: fc.constantFrom('A', 'B'),
  }),
)
const ending: fc.Arbitrary<PlaylistAction> = fc.constantFrom(
  { type: 'playlist.delete' as const },
  { type: 'playlist.restore' as const },
  { type: 'playlist.restore' as const },
)
const actions = fc.oneof({ weight: 8, arbitrary: editing }, { weight: 1, arbitrary: ending })
const people = fc.constantFrom<Person>('ann', 'ann', 'ben')
const story = fc.array(fc.tuple(people, actions), { minLength: 5, maxLength: 40 })

/** What a playlist is, told as simply as possible. */
interface Naive {
  tracks: number[]
  title: string
  isPrivate: boolean
  isDeleted: boolean
}

describe('what always holds of a playlist', () => {
  test('[PL1, PL4] the rules and a naive model look the same from outside', () => {
    let accepted = 0
    fc.assert(
      fc.property(story, (said) => {
        let shelf = titled('ann').with(1, 2, 3)
        const model: Naive = { tracks: [1, 2, 3], title: 'A list', isPrivate: true, isDeleted: false }
        for (const [by, action] of said) {
          const refused = shelf.refuses(by, action) !== null
          assert.equal(refused, !naively(model, by, action), action.type)
          if (!refused) {
            shelf = shelf.does(by, action)
            accepted++
          }
          assert.deepEqual(
            [
              shelf.tracks,
              shelf.view.title,
              shelf.view.visibility === 'private',
              shelf.view.deletedAt !== null,
            ],
            [model.tracks, model.title, model.isPrivate, model.isDeleted],
          )
        }
      }),
      seeded({ numRuns: 600 }),
    )
    assert.ok(accepted > 1_000, `only ${accepted} commands were compared`)
  })

  test('[PL1, PL7, PL16] the revision counts what happened, the head says what the entries say, and folding leads there', () => {
    fc.assert(
      fc.property(story, (said) => {
        let shelf = titled('ann').with(1, 2, 3)
        for (const [by, action] of said) {
          if (shelf.refuses(by, action) !== null) continue
          const next = shelf.does(by, action)
          assert.equal(next.view.revision, shelf.view.revision + Math.min(1, next.last.length))
          assertFolded(shelf, next)
          assertHead(next)
          shelf = next
        }
      }),
      seeded({ numRuns: 600 }),
    )
  })
})

function assertFolded(before: Shelf, after: Shelf): void {
  const { playlist } = before
  assert.ok(playlist)
  const { revision, updatedAt: at } = after.view
  const wire = JSON.parse(JSON.stringify(after.last)) as typeof after.last
  const folded = wire.reduce((state, event) => foldPlaylist(state, event, { revision, at }), playlist)
  assert.deepEqual(folded, after.playlist)
}

function assertHead({ view, playlist }: Shelf): void {
  const entries: readonly PlaylistEntry[] = playlist?.entries ?? []
  assert.equal(view.trackCount, entries.length)
  assert.equal(
    view.durationMs,
    entries.reduce((sum, entry) => sum + (entry.durationMs ?? 0), 0),
  )
  const covers = [...new Set(entries.flatMap((entry) => entry.coverId ?? []))]
  assert.deepEqual(view.coverIds, covers.slice(0, 4))
  assert.deepEqual(PlaylistView.parse(view), view)
}

/** Whether it is allowed; then it is done. */
function naively(model: Naive, by: Person, action: PlaylistAction): boolean {
  if (model.isPrivate && by !== 'ann') return false
  if (action.type === 'playlist.delete') model.isDeleted = true
  if (action.type === 'playlist.restore') model.isDeleted = false
  if (action.type === 'playlist.delete' || action.type === 'playlist.restore') return true
  if (model.isDeleted) return false
  const { tracks } = model
  const isThere = (place: unknown) => Number(place) <= tracks.length
  switch (action.type) {
    case 'playlist.change': {
      const isPrivate = action.visibility === 'private'
      if (isPrivate !== model.isPrivate && by !== 'ann') return false
      Object.assign(model, { isPrivate, title: action.title })
      return true
    }
    case 'playlist.add': {
      const added =
        'trackIds' in action.source ? action.source.trackIds.map((id) => Number(id.slice(-12))) : []
      if (added.includes(41)) return false
      tracks.splice((action.at ?? tracks.length + 1) - 1, 0, ...added)
      return true
    }
    case 'playlist.remove': {
      if (!action.places.every(isThere)) return false
      const gone = new Set(action.places)
      model.tracks = tracks.filter((_, n) => !gone.has(n + 1))
      return true
    }
    case 'playlist.move': {
      const { place, after } = action
      if (!isThere(place) || (after !== null && !isThere(after))) return false
      if (place === after) return true
      const marked = tracks.map((track, n) => ({ track, n: n + 1 }))
      const moving = marked.filter(({ n }) => n === place)
      const rest = marked.filter(({ n }) => n !== place)
      rest.splice(after === null ? 0 : rest.findIndex(({ n }) => n === after) + 1, 0, ...moving)
      model.tracks = rest.map(({ track }) => track)
      return true
    }
    case 'playlist.reorder': {
      if (!action.order.every(isThere) || action.order.length !== tracks.length) return false
      model.tracks = action.order.map((place) => tracks[Number(place) - 1] as number)
      return true
    }
    default:
      throw new Error(`The model does not know ${action.type}`)
  }
}
