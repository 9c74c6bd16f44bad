import { type AnswerAt, type DownloadDocument, downloadEndpoints } from '@baton/protocol'
import type { Calls } from './calls.ts'

/** What a client asks of downloads; they are begun, corrected and given up by commands. */
export interface Downloads {
  all(): Promise<readonly DownloadDocument[]>
  /** Whether the hub can download at all, and why not. */
  about(): Promise<AnswerAt<typeof downloadEndpoints.about>>
}

export function downloads({ read }: Calls): Downloads {
  return {
    all: async () => (await read(downloadEndpoints.list)).items,
    about: () => read(downloadEndpoints.about),
  }
}
