import type { DownloadId, DownloadView } from '@baton/protocol'
import type { Subject } from '../family.ts'

/** The aggregate: what is shown of it, and where its file is put. */
export interface Download {
  readonly view: DownloadView
  /** Who began it: in whose name its track is added to a playlist. */
  readonly by: Subject
  /** Somebody corrected its tags: what the page says of itself counts no more. */
  readonly isDescribed: boolean
  /** Its bytes are all there. */
  readonly isFetched: boolean
  /** Below the household's folder for uploads, with `/` between the names; null: it is not put anywhere yet. */
  readonly place: string | null
}

/** What a household has on its way, and how much room there is for more. */
export interface DownloadShelf {
  /** Those that are over among them. */
  readonly count: number
  /** In the order in which they were begun. */
  readonly open: readonly Download[]
  /** Of those that are over, the one that expires first: it makes room where the shelf is full. */
  readonly oldestOver: DownloadId | null
}
