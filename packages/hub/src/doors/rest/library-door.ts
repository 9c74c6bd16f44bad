// Music folders, and what belongs to one track beside its sound.
import { BatonError, libraryContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { MusicFolders, TrackExtras } from '#engine'

export interface LibraryDoorParts {
  readonly folders: MusicFolders
  readonly tracks: TrackExtras
}

/** A second part of the REST door, for what not every hub has. */
export function libraryDoor({ folders, tracks }: LibraryDoorParts): FastifyPluginAsync {
  return async function routes(app) {
    route(app, libraryContract.folders, async (request) =>
      toRest({ items: await folders.all(request.signedIn()) }),
    )
    route(app, libraryContract.addFolder, async (request, reply) => {
      const folder = await folders.add(request.signedIn(), request.body.path)
      reply.code(201)
      return toRest(folder)
    })
    route(app, libraryContract.removeFolder, async (request) =>
      toRest({ items: await folders.remove(request.signedIn(), request.params.id) }),
    )

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
