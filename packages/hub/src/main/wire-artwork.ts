import { join } from 'node:path'
import { PostId } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { artworkDoor } from '#doors/artwork'
import {
  type Artwork,
  type ArtworkDesk,
  type ArtworkForDisplays,
  type ArtworkViewer,
  artworkCore,
  artworkDesk,
  artworkForDisplays,
  artworkNews,
  type Chance,
  type Clock,
  type Post,
  pause,
  type RunningEngine,
  tidyArtwork,
} from '#engine'
import { artworkPictures } from '#jobs/artwork'
import { keptFiles } from '#stores/files'
import { type SqlDatabase, sqlPosts } from '#stores/sql'
import { ARTWORK_QUOTA_BYTES, type ArtworkConfig } from './config/artwork-settings.ts'

const MAX_POSTS = 10_000
const FIRST_TIDY_MS = 90_000
const TIDY_EVERY_MS = 600_000

export interface ArtworkWires {
  readonly engine: RunningEngine
  readonly database: SqlDatabase
  readonly config: ArtworkConfig & { readonly dataDir: string }
  readonly chance: Chance
  readonly clock: Clock
  readonly soleWorker: boolean
  /** Of these artworks what their public counters say. */
  readonly publicViews: (postIds: readonly number[]) => Promise<ReadonlyMap<number, number>>
  readonly onFailure: (error: unknown) => void
}

export interface WiredArtwork extends AsyncDisposable {
  readonly artwork: Artwork
  readonly desk: ArtworkDesk
  readonly door: FastifyPluginAsync
  /** As displays ask for it. `baseUrl`: where they find the hub. */
  readonly forDisplays: (baseUrl: () => string) => ArtworkForDisplays
  /** Forgets what was deleted, until the signal aborts. By one worker at a time. */
  tend(signal: AbortSignal): Promise<void>
}

export function wireArtwork(wires: ArtworkWires): WiredArtwork {
  const { engine, database, config, chance, clock, soleWorker, publicViews, onFailure } = wires
  const store = sqlPosts(database)
  const pictures = artworkPictures(keptFiles(join(config.dataDir, 'artwork')))
  const news = artworkNews({ engine, store, clock, soleWorker, onFailure })
  const parts = { store, pictures, engine, news, chance }
  const core = artworkCore(parts)
  // A display names an artwork by its number: one that is none is not there.
  const imageOf = (viewer: ArtworkViewer, postId: number, asked: Parameters<Artwork['image']>[2]) =>
    core.image(viewer, PostId.safeParse(postId).data ?? null, asked)
  const quota = { bytes: config.artworkQuotaBytes ?? ARTWORK_QUOTA_BYTES, posts: MAX_POSTS }
  const desk = artworkDesk({ ...parts, core, quota, publicViews })
  return {
    artwork: core,
    desk,
    door: artworkDoor({ artwork: core, desk }),
    forDisplays: (baseUrl) => artworkForDisplays<Post>({ ...core, image: imageOf }, baseUrl),
    async tend(signal) {
      await pause(clock, FIRST_TIDY_MS, signal)
      while (!signal.aborted) {
        await tidyArtwork(parts, signal).catch(onFailure)
        await pause(clock, TIDY_EVERY_MS, signal)
      }
    },
    [Symbol.asyncDispose]: () => news[Symbol.asyncDispose](),
  }
}
