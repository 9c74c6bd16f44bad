import type { UploadId, UploadView } from '@baton/protocol'
import type { Subject } from '../family.ts'

/** The aggregate: what is shown of it, and where its file is put. */
export interface Upload {
  readonly view: UploadView
  /** Who began it: in whose name its track is added to a playlist. */
  readonly by: Subject
  /** The name of the folder that it was dropped with. */
  readonly folder: string | null
  /** Below the household's folder for uploads, with `/` between the names; null: it is not put anywhere yet. */
  readonly place: string | null
}

/** What a household has on its way, and how much room there is for more. */
export interface UploadShelf {
  /** Those that are over among them. */
  readonly count: number
  /** In the order in which they were begun. */
  readonly open: readonly Upload[]
  /** Of those that are over, the one that expires first: it makes room where the shelf is full. */
  readonly oldestOver: UploadId | null
}
