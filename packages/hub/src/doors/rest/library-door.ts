// Music folders, and what belongs to one track beside its sound.
import {
  BatonError,
  type HouseholdId,
  type LibraryFolderView,
  libraryContract,
  toRest,
} from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { TrackExtras } from '#engine'

/** What this door knows of the music folders. */
export interface FolderControl {
  folders(householdId: HouseholdId): Promise<readonly LibraryFolderView[]>
  /** Refuses with a code. What is in the folder is read at once. */
  addFolder(householdId: HouseholdId, path: string): Promise<LibraryFolderView>
  removeFolder(householdId: HouseholdId, folderId: string): Promise<void>
}

export interface LibraryDoorParts {
  readonly folders: FolderControl
  readonly tracks: TrackExtras
}

/** A second part of the REST door, for what not every hub has. */
export function libraryDoor({ folders: control, tracks }: LibraryDoorParts): FastifyPluginAsync {
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
      const found = await tracks.lyrics(request.signedIn(), request.params.id)
      if (!found) throw new BatonError('library.no-lyrics')
      return toRest(found)
    })
    route(app, libraryContract.waveform, async (request, reply) => {
      const drawn = await tracks.waveform(request.signedIn(), request.params.id)
      reply.header('cache-control', 'private, max-age=86400')
      return toRest(drawn)
    })
  }
}
