import { z } from 'zod'
import { ErrorCode } from '../errors.ts'
import { DownloadId, PlaylistId, TrackId, UserId } from '../values/ids.ts'
import { VisibleText } from '../values/text.ts'
import { Instant } from '../values/timeline.ts'

/** Of one household, those that are over and still shown among them. */
export const MAX_DOWNLOADS = 200
/** What is not finished by then is given up; what is finished is shown for this long. */
export const DOWNLOAD_KEPT_MS = 86_400_000

/** Where it is fetched from: an address of the web, without a name or password in it. */
export const DownloadUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .max(2_000)
  .refine(isOpen, 'must hold no name or password')

/** `original`: as it comes, in a file of its kind; the others are made of it where it is something else. */
export const DownloadFormat = z.enum(['original', 'mp3', 'opus', 'm4a', 'flac'])
export type DownloadFormat = z.infer<typeof DownloadFormat>

/** What stands in the file's tags. */
export const DownloadTags = z.strictObject({
  title: VisibleText.max(200),
  artist: VisibleText.max(200).nullable(),
  album: VisibleText.max(200).nullable(),
})
export type DownloadTags = Readonly<z.infer<typeof DownloadTags>>

/**
 * `pending`: it waits for its turn. `downloading`: its bytes come. `waiting`: they are there, and somebody wanted to look
 * at its tags before it goes on. `processing`: the file is made, checked, and put into the library. `completed`: the track
 * is there. `failed`: `failure` says why, and nothing of it is kept.
 */
export const DownloadPhase = z.enum([
  'pending',
  'downloading',
  'waiting',
  'processing',
  'completed',
  'failed',
])
export type DownloadPhase = z.infer<typeof DownloadPhase>

export const DownloadView = z.object({
  downloadId: DownloadId,
  ownerId: UserId,
  url: z.string(),
  format: DownloadFormat,
  /** Its track is added to this playlist. */
  playlistId: PlaylistId.nullable(),
  /** It is for a playlist that only its owner sees, and so is the download. */
  isPrivate: z.boolean(),
  /** It waits for somebody to look at its tags. */
  asksFirst: z.boolean(),
  /** As the page has them, or as somebody corrected them; null: they are not known yet. */
  tags: DownloadTags.nullable(),
  phase: DownloadPhase,
  failure: ErrorCode.nullable(),
  trackId: TrackId.nullable(),
  /** The library had this file already: its track was taken, and nothing was kept twice. */
  isDuplicate: z.boolean(),
  createdAt: Instant,
  expiresAt: Instant,
  revision: z.int().min(1),
})
export type DownloadView = Readonly<z.infer<typeof DownloadView>>

/** `converting`: the chosen format is made. `checking`: the file is looked at and put into the library. */
export const DownloadStep = z.enum(['resolving', 'fetching', 'converting', 'checking'])
export type DownloadStep = z.infer<typeof DownloadStep>

export const DownloadProgress = z.object({
  downloadId: DownloadId,
  step: DownloadStep,
  /** Of the bytes, from 0 to 100; null: nobody knows how many there are. */
  percent: z.number().min(0).max(100).nullable(),
  /** Until the bytes are there; null: nobody knows. */
  remainingMs: z.int().min(0).nullable(),
})
export type DownloadProgress = Readonly<z.infer<typeof DownloadProgress>>

function isOpen(text: string): boolean {
  if (!URL.canParse(text)) return true
  const { username, password } = new URL(text)
  return username === '' && password === ''
}
