// Music folders, and what belongs to one track beside its sound.
import {
  BatonError,
  type HouseholdId,
  type LibraryFolderView,
  libraryContract,
  type TrackId,
  toRest,
} from '@baton/protocol'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { route } from '#doors/http'
import type { LibraryStore, TrackContent, TrackLyrics, TrackWaveforms } from '#engine'

/** What this door knows of the music folders. */
export interface FolderControl {
  folders(householdId: HouseholdId): Promise<readonly LibraryFolderView[]>
  /** Refuses with a code. What is in the folder is read at once. */
  addFolder(householdId: HouseholdId, path: string): Promise<LibraryFolderView>
  removeFolder(householdId: HouseholdId, folderId: string): Promise<void>
}

export interface LibraryDoorParts {
  readonly library: Pick<LibraryStore, 'content'>
  readonly folders: FolderControl
  readonly lyrics: TrackLyrics
  readonly waveforms: TrackWaveforms
}

/** A second part of the REST door, for what not every hub has. */
export function libraryDoor({
  library,
  folders: control,
  lyrics,
  waveforms,
}: LibraryDoorParts): FastifyPluginAsync {
  return async function routes(app) {
    route(app, libraryContract.folders, async (request) =>
      toRest({ items: await control.folders(request.signedIn().householdId) }),
    )
    route(app, libraryContract.addFolder, async (request, reply) => {
      const folder = await control.addFolder(request.signedIn().householdId, request.body.path)
      reply.code(201)
      return toRest(folder)
    })
    route(app, libraryContract.removeFolder, async (request) => {
      const { householdId } = request.signedIn()
      await control.removeFolder(householdId, request.params.id)
      return toRest({ items: await control.folders(householdId) })
    })

    route(app, libraryContract.lyrics, async (request) => {
      const found = await lyrics.of(await contentOf(library, request, request.params.id))
      if (!found) throw new BatonError('library.no-lyrics')
      return toRest(found)
    })
    route(app, libraryContract.waveform, async (request, reply) => {
      const drawn = await waveforms.of(await contentOf(library, request, request.params.id))
      reply.header('cache-control', 'private, max-age=86400')
      return toRest(drawn)
    })
  }
}

async function contentOf(
  library: Pick<LibraryStore, 'content'>,
  request: FastifyRequest,
  trackId: TrackId,
): Promise<TrackContent> {
  const content = await library.content(request.signedIn().householdId, trackId)
  if (!content) throw new BatonError('library.track-not-found')
  return content
}
