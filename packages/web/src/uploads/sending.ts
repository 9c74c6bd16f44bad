// The files that this page sends: one after the other is read, three are on their way at once. It goes on whatever page
// of the app is open; after the app was closed the same file goes on where it was as soon as it is chosen again.
import { type BatonFailure, isFailure, randomId, sendFile, store } from '@baton/client'
import type { PlaylistId, UploadId } from '@baton/protocol'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import type { ChosenFile } from './dropped-files.ts'

const AT_ONCE = 3

export interface Sending extends ChosenFile {
  readonly key: string
  readonly playlistId: PlaylistId | undefined
  /** `sent`: it is the hub's now, and shown as the hub's. */
  readonly step: 'waiting' | 'hashing' | 'sending' | 'sent' | 'known' | 'failed'
  readonly bytes: number
  readonly uploadId: UploadId | null
  readonly failure: BatonFailure | null
}

export const sending = store<readonly Sending[]>([])
const stops = new Map<string, AbortController>()

export function sendFiles(
  connected: ConnectedHub,
  files: readonly ChosenFile[],
  playlistId: PlaylistId | undefined,
): void {
  const fresh = files.map(
    (chosen): Sending => ({
      ...chosen,
      key: randomId(),
      playlistId,
      step: 'waiting',
      bytes: 0,
      uploadId: null,
      failure: null,
    }),
  )
  sending.set([...sending.get(), ...fresh])
  sendNext(connected)
}

export function sendAgain(connected: ConnectedHub, key: string): void {
  change(key, { step: 'waiting', bytes: 0, failure: null, uploadId: null })
  sendNext(connected)
}

/** Gives it up, or takes it from the list. What the hub has of it goes too. */
export function cancelSending(connected: ConnectedHub, key: string): void {
  stops.get(key)?.abort()
  const uploadId = sending.get().find((one) => one.key === key)?.uploadId
  sending.set(sending.get().filter((one) => one.key !== key))
  if (uploadId) void connected.hub.send({ type: 'upload.cancel', uploadId }).catch(ignoreFailure)
  sendNext(connected)
}

export function clearSent(): void {
  sending.set(sending.get().filter(({ step }) => step !== 'known' && step !== 'sent' && step !== 'failed'))
}

function sendNext(connected: ConnectedHub): void {
  const all = sending.get()
  const running = all.filter(({ step }) => step === 'hashing' || step === 'sending').length
  const next = all.find(({ step }) => step === 'waiting')
  if (!next || running >= AT_ONCE) return
  change(next.key, { step: 'hashing' })
  void send(connected, next).finally(() => sendNext(connected))
  sendNext(connected)
}

async function send(connected: ConnectedHub, { key, file, folder, playlistId }: Sending): Promise<void> {
  const stop = new AbortController()
  stops.set(key, stop)
  try {
    const sent = await sendFile({
      hub: connected.hub,
      file,
      folder,
      playlistId,
      signal: stop.signal,
      onProgress: (step, bytes) => change(key, { step, bytes }),
      onBegun: (uploadId) => change(key, { uploadId }),
    })
    change(key, { step: 'uploadId' in sent ? 'sent' : 'known' })
  } catch (error) {
    if (stop.signal.aborted) return
    change(key, { step: 'failed', failure: isFailure(error) ? error : null })
    // The file itself could not be read any more, or it is a fault of the app.
    if (!isFailure(error) && !(error instanceof DOMException)) throw error
  } finally {
    stops.delete(key)
  }
}

function change(key: string, part: Partial<Sending>): void {
  sending.set(sending.get().map((one) => (one.key === key ? { ...one, ...part } : one)))
}

function ignoreFailure(error: unknown): void {
  if (!isFailure(error)) throw error
}
