import assert from 'node:assert/strict'
import type { PlaylistView, TrackId, UserId } from '@baton/protocol'
import { HOME, libraryWorld, type OpenLibrary } from './fixtures.ts'

export const ANNA = '00000000-0000-4000-8000-00000000000a' as UserId
export const BERT = '00000000-0000-4000-8000-00000000000b' as UserId

/** What somebody did with a track, written as the store of sessions writes it. */
export interface ListenedRows {
  like(userId: UserId, trackId: TrackId, at: number): Promise<void>
  play(userId: UserId, trackId: TrackId, at: number): Promise<void>
  /** It is new, or takes the place of the one with its id. */
  listPlaylist(playlist: PlaylistView): Promise<void>
}

export type OpenViews = () => Promise<Awaited<ReturnType<OpenLibrary>> & { readonly listened: ListenedRows }>

export async function viewsWorld(open: OpenViews) {
  let listened: ListenedRows | null = null
  const world = await libraryWorld(async () => {
    const opened = await open()
    listened = opened.listened
    return opened
  })
  assert.ok(listened)
  return {
    ...world,
    listened: listened as ListenedRows,
    found: async (q: string) =>
      (await world.library.listTracks(HOME, { limit: 50, q })).items.map((track) => track.title),
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}
