import type { ErrorCode, HouseholdId, TrackId } from '@baton/protocol'
import type { IncomingFiles } from './incoming-files.ts'
import type { StoredUpload, UploadRecords } from './upload-records.ts'

/** A file whose bytes are all there, whatever way they came, and who is told what becomes of it. */
export interface Arrival {
  readonly id: string
  readonly householdId: HouseholdId
  readonly path: string
  readonly sizeBytes: number
  /** As it was announced; null: it was not. */
  readonly sha256: string | null
  readonly filename: string
  readonly folder: string | null
  /** Where a hub that was stopped was about to put it; null: nowhere yet. */
  readonly place: string | null
  isThere(): Promise<boolean>
  /** Where it is put by now; null: it is not on its way any more, or was put nowhere. */
  placeNow(): Promise<string | null>
  /** Resolves when this is written down. Throws where somebody gave it up. */
  placed(place: string): Promise<void>
  finished(trackId: TrackId, isDuplicate: boolean): Promise<void>
  failed(code: ErrorCode): Promise<void>
}

export function uploadArrival(
  { records, files }: { readonly records: UploadRecords; readonly files: IncomingFiles },
  householdId: HouseholdId,
  { view, folder, place }: StoredUpload,
): Arrival {
  const { uploadId, sizeBytes, sha256, filename, playlistId } = view
  return {
    id: uploadId,
    householdId,
    path: files.pathOf(view),
    sizeBytes,
    sha256,
    filename,
    folder,
    place,
    isThere: () => files.isThere(view),
    async placeNow() {
      const upload = await records.one(householdId, uploadId)
      return upload?.view.phase === 'checking' ? upload.place : null
    },
    async placed(place) {
      await records.tell(householdId, { type: 'upload.place', uploadId, place })
    },
    async finished(trackId, isDuplicate) {
      const done = { type: 'upload.finish', uploadId, trackId, isDuplicate } as const
      const refused = await records.tell(householdId, { ...done, addTo: playlistId })
      // A playlist that is gone or full keeps no file from the library.
      if (refused) await records.tell(householdId, { ...done, addTo: null })
      await files.remove(view)
    },
    async failed(code) {
      await files.remove(view)
      await records.tell(householdId, { type: 'upload.fail', uploadId, code })
    },
  }
}
