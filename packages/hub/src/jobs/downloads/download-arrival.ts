import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import type { HouseholdId } from '@baton/protocol'
import type { Arrival } from '#jobs/uploads'
import type { DownloadFiles } from './download-files.ts'
import type { DownloadRecords, StoredDownload } from './download-records.ts'

/** Somebody gave the download up. */
export class GivenUp extends Error {}

/** The file that was made of a download; `path` of one that was put into the library already leads nowhere. */
export async function downloadArrival(
  { records, files }: { readonly records: DownloadRecords; readonly files: DownloadFiles },
  householdId: HouseholdId,
  { view, place }: StoredDownload,
  path: string,
): Promise<Arrival> {
  const { downloadId, playlistId, tags } = view
  const found = await stat(path).catch(() => null)
  return {
    id: downloadId,
    householdId,
    path,
    sizeBytes: found?.size ?? 0,
    sha256: null,
    filename: `${tags?.title ?? 'Track'}${extname(path)}`,
    folder: null,
    place,
    isThere: async () => found !== null,
    async placeNow() {
      const download = await records.one(householdId, downloadId)
      return download?.view.phase === 'processing' ? download.place : null
    },
    async placed(to) {
      await records.tell(householdId, { type: 'download.place', downloadId, place: to })
      const download = await records.one(householdId, downloadId)
      if (download?.place !== to) throw new GivenUp()
    },
    async finished(trackId, isDuplicate) {
      const done = { type: 'download.finish', downloadId, trackId, isDuplicate } as const
      const refused = await records.tell(householdId, { ...done, addTo: playlistId })
      // A playlist that is gone or full keeps no file from the library.
      if (refused) await records.tell(householdId, { ...done, addTo: null })
      await files.remove(downloadId)
    },
    async failed(code) {
      await files.remove(downloadId)
      await records.tell(householdId, { type: 'download.fail', downloadId, code })
    },
  }
}
