import assert from 'node:assert/strict'
import type { HouseholdId, LibraryQuery, Page } from '@baton/protocol'
import type { LibraryStore, ScannedTrack } from '../../../../hub/src/engine/index.ts'

export type OpenLibrary = () => Promise<AsyncDisposable & { readonly library: LibraryStore }>

export const HOME = '00000000-0000-4000-8000-000000000001' as HouseholdId
/** Another one, on the same hub. */
export const NEIGHBOUR = '00000000-0000-4000-8000-000000000002' as HouseholdId
export const QUERY: LibraryQuery = { limit: 50 }

/** A household with one music folder, in a library of its own. */
export async function libraryWorld(open: OpenLibrary) {
  const opened = await open()
  const { library } = opened
  const { folderId } = await library.addFolder(HOME, '/music')
  const ingest = (tracks: readonly ScannedTrack[]) => library.ingest(HOME, folderId, { tracks, problems: [] })
  const tracks = async () => (await library.listTracks(HOME, QUERY)).items
  return {
    library,
    folderId,
    ingest,
    tracks,
    titles: async () => (await tracks()).map((track) => track.title),
    known: () => library.known(HOME, folderId, { after: null, limit: 100 }),
    async only(batch: readonly ScannedTrack[]) {
      await ingest(batch)
      const [track, ...rest] = await tracks()
      assert.ok(track)
      assert.deepEqual(rest, [])
      return track
    },
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  }
}

/** What a scan would have read from a file that says nothing of itself, but for `found`. */
export function scanned(path: string, found: Partial<ScannedTrack> = {}): ScannedTrack {
  return {
    path,
    sizeBytes: 100,
    mtimeMs: 1,
    sampleHash: `hash of ${path}`,
    title: null,
    artist: null,
    album: null,
    albumArtist: null,
    discNo: null,
    trackNo: null,
    year: null,
    genre: null,
    durationMs: 1_000,
    codec: 'flac',
    mime: 'audio/flac',
    cover: null,
    ...found,
  }
}

export async function allPages<Item>(
  fetch: (cursor: string | undefined) => Promise<Page<Item>>,
  from?: string | null,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor = from ?? undefined
  for (;;) {
    const page = await fetch(cursor)
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}
