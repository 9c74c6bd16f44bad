import type {
  CommandId,
  DownloadCommand,
  DownloadId,
  DownloadProgress,
  DownloadTags,
  DownloadView,
  ErrorCode,
  Receipt,
} from '@baton/protocol'
import type { Principal } from './principal.ts'

/** A download, and how far it has come; null: it does not run, or another worker runs it. */
export interface DownloadReading {
  readonly download: DownloadView
  readonly progress: DownloadProgress | null
}

export interface AnsweredDownload extends DownloadReading {
  readonly receipt: Extract<Receipt, { outcome: 'accepted' }>
}

/** What somebody wants to have downloaded. */
export type DownloadWish = Omit<Extract<DownloadCommand, { type: 'download.begin' }>, 'type'>

/** What the hub fetches from the web. docs/protocol/downloads.md. What is refused is thrown, with a code. */
export interface Downloads {
  /** Whether it can download at all. */
  about(principal: Principal): Promise<{
    readonly problem: ErrorCode | null
    readonly version: string | null
    readonly hosts: readonly string[] | null
  }>
  all(principal: Principal): Promise<readonly DownloadReading[]>
  one(principal: Principal, downloadId: DownloadId): Promise<DownloadReading>
  begin(principal: Principal, wish: DownloadWish, commandId?: CommandId): Promise<AnsweredDownload>
  describe(
    principal: Principal,
    downloadId: DownloadId,
    tags: DownloadTags,
    commandId?: CommandId,
  ): Promise<AnsweredDownload>
  retry(principal: Principal, downloadId: DownloadId, commandId?: CommandId): Promise<AnsweredDownload>
  cancel(
    principal: Principal,
    downloadId: DownloadId,
    commandId?: CommandId,
  ): Promise<Extract<Receipt, { outcome: 'accepted' }>>
}
