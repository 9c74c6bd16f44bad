// Music folders, and what belongs to one track beside its sound.
import {
  BatonError,
  type HouseholdId,
  LibraryFolderView,
  Lyrics,
  TrackId,
  toRest,
  Waveform,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limited, routeSchema } from '#doors/http'
import type { LibraryStore, TrackContent, TrackLyrics, TrackWaveforms } from '#engine'
import { CommandBody } from './shared/bodies.ts'

const tag = 'library'
const MAX_PATH_LENGTH = 4_000
const Folders = z.object({ items: z.array(LibraryFolderView) })
const FolderBody = CommandBody.extend({
  path: z.string().min(1).max(MAX_PATH_LENGTH).describe('The full path on the hub’s own machine.'),
})
const ofTrack = z.object({ id: TrackId })

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
}: LibraryDoorParts): FastifyPluginAsyncZod {
  return async function routes(app) {
    app.addHook('onRoute', (route) => {
      route.config = { limitClass: 'read', access: 'signed-in', ...route.config }
    })
    const owner = { access: 'owner', ...limited('control') } as const

    app.get(
      '/library/folders',
      {
        config: { access: 'owner' },
        schema: routeSchema({ tag, summary: 'Where the music lies', answer: Folders }),
      },
      async (request) => toRest({ items: await control.folders(request.signedIn().householdId) }),
    )
    app.post(
      '/library/folders',
      {
        config: owner,
        schema: {
          body: FolderBody,
          ...routeSchema({ tag, summary: 'Add a music folder', answer: LibraryFolderView, status: 201 }),
        },
      },
      async (request, reply) => {
        const folder = await control.addFolder(request.signedIn().householdId, request.body.path)
        reply.code(201)
        return toRest(folder)
      },
    )
    app.delete(
      '/library/folders/:id',
      {
        config: owner,
        schema: {
          params: z.object({ id: z.string().max(100) }),
          ...routeSchema({ tag, summary: 'Leave a music folder; its tracks are missing', answer: Folders }),
        },
      },
      async (request) => {
        const { householdId } = request.signedIn()
        await control.removeFolder(householdId, request.params.id)
        return toRest({ items: await control.folders(householdId) })
      },
    )

    app.get(
      '/library/tracks/:id/lyrics',
      {
        schema: {
          params: ofTrack,
          ...routeSchema({ tag, summary: 'The words of a track, with their times if known', answer: Lyrics }),
        },
      },
      async (request) => {
        const found = await lyrics.of(await contentOf(library, request, request.params.id))
        if (!found) throw new BatonError('library.no-lyrics')
        return toRest(found)
      },
    )
    app.get(
      '/library/tracks/:id/waveform',
      {
        config: limited('mint'),
        schema: { params: ofTrack, ...routeSchema({ tag, summary: 'For a seek bar', answer: Waveform }) },
      },
      async (request, reply) => {
        const drawn = await waveforms.of(await contentOf(library, request, request.params.id))
        reply.header('cache-control', 'private, max-age=86400')
        return toRest(drawn)
      },
    )
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
