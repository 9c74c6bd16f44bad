// What the tags of a household play, for a box to keep. Rule BX20.
import { BatonError, SHELF_TRACKS, type Shelf, type TagView } from '@baton/protocol'
import { maySeePlaylist, PLAYLISTS, sourceOf, stateOf, TRACKS, type Wanted, want } from '#domain'
import { mustBeWithin, type Principal } from './api/principal.ts'
import type { Store } from './ports/store.ts'

/** Read together: each may be a long list. */
const TAGS_AT_ONCE = 20

/** What nobody may play any more, and what moves music to a reader, a box on its own has no use for. */
export async function boxShelf(
  store: Pick<Store, 'read' | 'snapshot'>,
  principal: Principal,
): Promise<Shelf> {
  const { householdId, userId } = mustBeWithin(principal, 'read')
  if (!principal.isBox) throw new BatonError('auth.forbidden')
  const { states } = await store.snapshot(householdId, userId, ['tags'])
  const tags = states.flatMap(({ state }) => (state.family === 'tags' ? state.tags : []))
  const shelf: Shelf['tags'][number][] = []
  for (let from = 0; from < tags.length; from += TAGS_AT_ONCE) {
    const some = tags.slice(from, from + TAGS_AT_ONCE)
    const { held } = await store.read(householdId, some.flatMap(neededFor))
    for (const tag of some) {
      const { tagId, target, policy, linkedBy } = tag
      if ('playlistId' in target) {
        const playlist = stateOf(held, [], PLAYLISTS, target.playlistId)
        if (playlist?.view.deletedAt !== null || !maySeePlaylist(playlist.view, linkedBy)) continue
      }
      const tracks = stateOf(held, [], TRACKS, sourceOf(target)) ?? []
      shelf.push({ tagId, target, policy, tracks: tracks.slice(0, SHELF_TRACKS) })
    }
  }
  return { tags: shelf }
}

function neededFor({ target }: TagView): readonly Wanted[] {
  const tracks = want(TRACKS, sourceOf(target))
  return 'playlistId' in target ? [want(PLAYLISTS, target.playlistId), tracks] : [tracks]
}
