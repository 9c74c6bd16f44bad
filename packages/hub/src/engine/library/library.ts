// The library as doors see it: every read is bound to whoever asks, so that no door can read another household's.
import { BatonError } from '@baton/protocol'
import type { Library } from '../api/library.ts'
import { mayChangeHousehold, mustBeWithin, type Principal } from '../api/principal.ts'
import type { CoverFiles, LibraryStore } from '../ports/library.ts'

const DAY_MS = 86_400_000

export interface LibraryParts {
  readonly store: LibraryStore
  readonly covers: CoverFiles
  /** As the machine believes: days and plays are those of whoever looks at a clock on the wall. */
  readonly wallMs: () => number
}

export function libraryOf({ store, covers, wallMs }: LibraryParts): Library {
  return {
    async tracks(principal, query) {
      const { householdId, userId } = reading(principal)
      return store.listTracks(householdId, query, userId)
    },
    async albums(principal, query) {
      const { householdId, userId } = reading(principal)
      return store.listAlbums(householdId, query, userId)
    },
    artists: async (principal, query) => store.listArtists(reading(principal).householdId, query),
    async track(principal, trackId) {
      const { householdId, userId } = reading(principal)
      return store.details(householdId, userId, trackId)
    },
    album: async (principal, albumId) => store.album(reading(principal).householdId, albumId),
    artist: async (principal, artistId) => store.artist(reading(principal).householdId, artistId),
    async search(principal, query) {
      const { householdId, userId } = reading(principal)
      return store.search(householdId, userId, query)
    },
    async home(principal, seed = Math.floor(wallMs() / DAY_MS)) {
      const { householdId, userId } = reading(principal)
      return store.home(householdId, userId, seed)
    },
    genres: async (principal) => store.genres(reading(principal).householdId),
    years: async (principal) => store.years(reading(principal).householdId),
    async marks(principal, trackIds) {
      const { householdId, userId } = reading(principal)
      return store.marks(householdId, userId, trackIds)
    },
    async cover(principal, coverId, size) {
      const { householdId } = reading(principal)
      const row = await store.cover(householdId, coverId)
      if (row) return covers.image(row.coverId, size)
      const picture = await store.picture(householdId, coverId)
      if (!picture) return null
      // What was put in is kept as a row. It becomes a file when it is first looked at, and again where the folder of
      // pictures was left behind.
      return (
        (await covers.image(coverId, size)) ?? ((await covers.put(picture)) && covers.image(coverId, size))
      )
    },
    async keepCover(principal, picture) {
      const { householdId } = mustBeWithin(principal, 'library')
      if (!mayChangeHousehold(principal)) throw new BatonError('auth.forbidden')
      const drawn = await covers.drawnAnew(householdId, picture)
      if (drawn === null) throw new BatonError('library.not-a-picture')
      const gone = await store.keepPicture(householdId, { ...drawn, keptAt: wallMs() })
      if (gone === null) throw new BatonError('library.covers-full')
      await covers.forget(gone)
      return drawn.coverId
    },
    async history(principal, query) {
      const { householdId, userId } = reading(principal)
      return store.history(householdId, userId, query)
    },
    async historySummary(principal, query) {
      const { householdId, userId } = reading(principal)
      return store.historySummary(householdId, userId, query, wallMs())
    },
    plays: async (principal, trackId) => store.plays(reading(principal).userId, trackId),
    playlistStarts: async (principal) => store.playlistStarts(reading(principal).userId),
    missingOf: async (principal, playlistId) => store.missingOf(reading(principal).householdId, playlistId),
    scanErrors: async (principal, query) =>
      store.scanErrors(mustBeWithin(principal, 'admin').householdId, query),
  }
}

function reading(principal: Principal): Principal {
  return mustBeWithin(principal, 'read')
}
