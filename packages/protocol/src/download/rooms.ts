import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { DownloadProgress, DownloadView } from './download.ts'
import { foldDownloads, isDownloadEvent } from './fold.ts'

/** The downloads of the household that the follower may see. */
export type DownloadsRoom = 'downloads'

/** How far those that run have come, at most four times a second. */
export const DownloadBeacon = z.object({
  type: z.literal('download'),
  progress: z.array(DownloadProgress).readonly(),
})
export type DownloadBeacon = Readonly<z.infer<typeof DownloadBeacon>>

export const downloadsRoom = roomKind<DownloadsRoom>()({
  family: 'downloads',
  ofEach: null,
  scope: 'read',
  events: ['download'],
  state: z.object({ family: z.literal('downloads'), downloads: z.array(DownloadView).readonly() }),
  beacons: [DownloadBeacon],
  fold: (state, event) =>
    isDownloadEvent(event) ? { ...state, downloads: foldDownloads(state.downloads, event) } : state,
})
