import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { foldUploads, isUploadEvent } from './fold.ts'
import { UploadProgress, UploadView } from './upload.ts'

/** The uploads of the household that the follower may see. */
export type UploadsRoom = 'uploads'

/** How far all that are on their way have come, at most four times a second while bytes arrive. */
export const UploadBeacon = z.object({
  type: z.literal('upload'),
  progress: z.array(UploadProgress).readonly(),
})
export type UploadBeacon = Readonly<z.infer<typeof UploadBeacon>>

export const uploadsRoom = roomKind<UploadsRoom>()({
  family: 'uploads',
  ofEach: null,
  scope: 'read',
  events: ['upload'],
  state: z.object({ family: z.literal('uploads'), uploads: z.array(UploadView).readonly() }),
  beacons: [UploadBeacon],
  fold: (state, event) =>
    isUploadEvent(event) ? { ...state, uploads: foldUploads(state.uploads, event) } : state,
})
