import { type PlaylistId, pathTo, type TrackId, tusEndpoints, type UploadId } from '@baton/protocol'
import { BatonFailure, isFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'
import { pause } from '../runtime/clock.ts'
import { sha256 } from './sha256.ts'

/** A slice is on its way for less than a minute on a slow link, and lost with it if that breaks. */
const SLICE_BYTES = 4 * 1024 * 1024
const HASHED_AT_ONCE = 512 * 1024
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

export interface SendFileOptions {
  readonly hub: Hub
  readonly file: File
  readonly playlistId?: PlaylistId | undefined
  /** The name of the folder that it was dropped with. */
  readonly folder?: string | undefined
  readonly signal: AbortSignal
  /** `hashing`: it is read, to be recognised. */
  readonly onProgress: (step: 'hashing' | 'sending', bytes: number) => void
  /** The hub knows it now, under this id. */
  readonly onBegun: (uploadId: UploadId) => void
}

/** It has arrived, and is being checked; or the library had it already. */
export type SentFile = { readonly uploadId: UploadId } | { readonly trackId: TrackId }

/**
 * Sends a file, from where it broke off before if it did: also after the page was loaded anew, since the file is known by
 * its content. A link that breaks is waited for. Whatever the hub refuses is thrown.
 */
export async function sendFile(options: SendFileOptions): Promise<SentFile> {
  const { hub, file, playlistId, folder, signal, onBegun } = options
  const hash = await hashOf(options)
  const sizeBytes = file.size
  const former = (await hub.uploads.all()).find(
    (one) => one.sha256 === hash && one.phase === 'receiving' && one.ownerId === hub.me.get()?.userId,
  )
  let uploadId = former?.uploadId
  if (!uploadId) {
    const begin = { filename: file.name, sizeBytes, sha256: hash, playlistId, folder } as const
    try {
      uploadId = (await hub.send({ type: 'upload.begin', ...begin }, { signal })).receipt.result.uploadId
    } catch (error) {
      const known = isFailure(error, 'upload.duplicate') ? error.details?.track_id : undefined
      if (typeof known !== 'string') throw error
      const trackId = known as TrackId
      if (playlistId) await hub.send({ type: 'playlist.add', playlistId, source: { trackIds: [trackId] } })
      return { trackId }
    }
  }
  if (!uploadId) throw new BatonFailure('client.unreadable')
  onBegun(uploadId)
  await sendBytes(options, uploadId)
  return { uploadId }
}

async function hashOf({ file, signal, onProgress }: SendFileOptions): Promise<string> {
  const hash = sha256()
  for (let at = 0; at < file.size; at += HASHED_AT_ONCE) {
    signal.throwIfAborted()
    hash.update(new Uint8Array(await file.slice(at, at + HASHED_AT_ONCE).arrayBuffer()))
    onProgress('hashing', Math.min(file.size, at + HASHED_AT_ONCE))
  }
  return hash.digest()
}

async function sendBytes(
  { hub, file, signal, onProgress }: SendFileOptions,
  uploadId: UploadId,
): Promise<void> {
  const path = pathTo(tusEndpoints.append, { id: uploadId })
  let offset: number | null = null
  for (let wait = FIRST_PAUSE_MS; offset === null || offset < file.size; ) {
    signal.throwIfAborted()
    try {
      offset ??= await hub.uploads.offset(path, signal)
      onProgress('sending', offset)
      if (offset >= file.size) return
      offset = await hub.uploads.send(path, offset, file.slice(offset, offset + SLICE_BYTES), signal)
      onProgress('sending', offset)
      wait = FIRST_PAUSE_MS
    } catch (error) {
      const isPassing =
        error instanceof BatonFailure &&
        (error.retry === 'later' || isFailure(error, 'client.offline', 'upload.offset'))
      if (!isPassing || signal.aborted) throw error
      offset = null
      await pause(hub.clock, error.retryAfterMs ?? wait, signal)
      wait = Math.min(wait * 2, LONGEST_PAUSE_MS)
    }
  }
}
