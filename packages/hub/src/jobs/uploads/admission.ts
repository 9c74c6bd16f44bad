// Whether there is room for one more upload, asked before its bytes travel.
import { extname } from 'node:path'
import { BatonError, type HouseholdId, type UploadView } from '@baton/protocol'
import type { AnnouncedFile, Clock, LibraryStore } from '#engine'
import { formatByExtension } from '#engine/audio-formats'
import type { IncomingFiles } from './incoming-files.ts'
import type { StoredUpload, UploadRecords } from './upload-records.ts'

/** The uploads of other households are looked through this often at most, however many files are announced. */
const OTHERS_EVERY_MS = 2_000

export interface AdmissionParts {
  readonly records: Pick<UploadRecords, 'open' | 'tell'>
  /** All that are kept on this disk. */
  readonly households: () => Promise<readonly HouseholdId[]>
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly library: Pick<LibraryStore, 'folders' | 'folderBytes'>
  readonly files: Pick<IncomingFiles, 'freeBytes'>
  readonly receivedOf: (view: UploadView) => Promise<number>
  /** Where a household's uploads are kept. */
  readonly folderOf: (householdId: HouseholdId) => string
  readonly maxBytes: number
  /** Of each household; null: as much as the disk holds. */
  readonly quotaBytes: number | null
}

export interface Admission {
  /** Throws what speaks against a file of this name and size. */
  mustFit(householdId: HouseholdId, file: AnnouncedFile): Promise<void>
  /** Throws what keeps a file of this size from the household's folder. */
  mustHaveRoom(householdId: HouseholdId, sizeBytes: number): Promise<void>
  /** Several may be announced at once, at several workers: those that came too late are withdrawn. */
  mustStillFit(householdId: HouseholdId, upload: StoredUpload): Promise<void>
}

export function admission(parts: AdmissionParts): Admission {
  const { records, households, clock, library, files, receivedOf, folderOf, maxBytes, quotaBytes } = parts
  let looked: { readonly atMs: number; readonly missing: ReadonlyMap<HouseholdId, number> } | null = null

  async function mustBeWithinQuota(
    householdId: HouseholdId,
    coming: readonly StoredUpload[],
    moreBytes = 0,
  ): Promise<void> {
    if (quotaBytes === null) return
    const folder = (await library.folders(householdId)).find(({ path }) => path === folderOf(householdId))
    const kept = folder ? await library.folderBytes(householdId, folder.folderId) : 0
    const bytes = coming.reduce((sum, { view }) => sum + view.sizeBytes, kept + moreBytes)
    if (bytes > quotaBytes) throw new BatonError('upload.quota', { limit: quotaBytes })
  }

  async function missingOf(open: readonly StoredUpload[]): Promise<number> {
    let missing = 0
    for (const { view } of open) missing += view.sizeBytes - (await receivedOf(view))
    return missing
  }

  async function missingOfOthers(householdId: HouseholdId): Promise<number> {
    const atMs = clock.monotonicMs()
    if (!looked || looked.atMs + OTHERS_EVERY_MS <= atMs) {
      const missing = new Map<HouseholdId, number>()
      for (const each of await households()) missing.set(each, await missingOf(await records.open(each)))
      looked = { atMs, missing }
    }
    let sum = 0
    for (const [each, missing] of looked.missing) if (each !== householdId) sum += missing
    return sum
  }

  async function mustHaveRoom(householdId: HouseholdId, sizeBytes: number): Promise<void> {
    if (sizeBytes > maxBytes) throw new BatonError('upload.too-large', { limit: maxBytes })
    const open = await records.open(householdId)
    await mustBeWithinQuota(householdId, open, sizeBytes)
    const missing = (await missingOf(open)) + (await missingOfOthers(householdId))
    if ((await files.freeBytes()) < missing + sizeBytes) throw new BatonError('upload.disk-full')
  }

  return {
    mustHaveRoom,
    async mustFit(householdId, { filename, sizeBytes }) {
      const extension = extname(filename)
      // Where the name says nothing, what is in the file is looked at when it is there.
      if (extension !== '' && !formatByExtension(extension)) throw new BatonError('upload.not-audio')
      await mustHaveRoom(householdId, sizeBytes)
    },
    async mustStillFit(householdId, { view }) {
      if (quotaBytes === null) return
      const open = await records.open(householdId)
      const before = open.filter((one) => one.view.createdAt <= view.createdAt)
      await mustBeWithinQuota(householdId, before).catch(async (error: unknown) => {
        await records.tell(householdId, { type: 'upload.cancel', uploadId: view.uploadId })
        throw error
      })
    },
  }
}
