import type { UploadId, UploadView } from '@baton/protocol'
import type { Sending } from './sending.ts'

/** What one row of the list shows: a file of this page, an upload of the hub, or both where it is one thing. */
export interface UploadRow {
  readonly key: string
  readonly name: string
  readonly step:
    | 'waiting'
    | 'hashing'
    | 'sending'
    | 'interrupted'
    | 'checking'
    | 'done'
    | 'duplicate'
    | 'failed'
  /** From 0 to 100. */
  readonly percent: number
  readonly failure: string | null
  readonly sending: Sending | null
  readonly upload: UploadView | null
}

/** Newest first. What another screen sends is on its way as long as bytes of it come. */
export function uploadRows(
  uploads: readonly UploadView[],
  progress: Readonly<Record<UploadId, number>>,
  sending: readonly Sending[],
): readonly UploadRow[] {
  const own = new Map(sending.flatMap((one) => (one.uploadId ? [[one.uploadId, one] as const] : [])))
  const known = new Set(uploads.map(({ uploadId }) => uploadId))
  const hubs = uploads.map((upload) =>
    ofHub(upload, progress[upload.uploadId], own.get(upload.uploadId) ?? null),
  )
  const pages = sending
    .filter(({ uploadId, step }) => !(uploadId && (known.has(uploadId) || step === 'sent')))
    .map(ofPage)
  return [...pages, ...hubs.toReversed()]
}

function ofHub(upload: UploadView, received: number | undefined, sending: Sending | null): UploadRow {
  const { uploadId, filename, sizeBytes, phase, failure, isDuplicate } = upload
  const row = { key: uploadId, name: filename, failure, sending, upload, percent: 100 }
  if (phase === 'done') return { ...row, step: isDuplicate ? 'duplicate' : 'done' }
  if (phase !== 'receiving') return { ...row, step: phase }
  const bytes = sending?.bytes ?? received ?? 0
  const percent = Math.floor((100 * bytes) / sizeBytes)
  if (sending?.step === 'failed')
    return { ...row, step: 'failed', failure: sending.failure?.code ?? null, percent }
  const isMoving = sending !== null || received !== undefined
  return { ...row, step: isMoving ? 'sending' : 'interrupted', percent }
}

function ofPage(sending: Sending): UploadRow {
  const { key, file, step, bytes, failure } = sending
  const row = { key, name: file.name, failure: failure?.code ?? null, sending, upload: null }
  const percent = file.size > 0 ? Math.floor((100 * bytes) / file.size) : 0
  switch (step) {
    case 'known':
      return { ...row, step: 'duplicate', percent: 100 }
    case 'sent':
      return { ...row, step: 'checking', percent: 100 }
    default:
      return { ...row, step, percent: step === 'hashing' || step === 'waiting' ? 0 : percent }
  }
}
