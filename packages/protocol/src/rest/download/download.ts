import { z } from 'zod'
import {
  DownloadFormat,
  DownloadProgress,
  DownloadTags,
  DownloadUrl,
  DownloadView,
} from '../../download/download.ts'
import { ErrorCode } from '../../errors.ts'
import { CommandId, DownloadId, PlaylistId } from '../../values/ids.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { AcceptedReceipt } from '../session/documents.ts'
import { boxDownloadEndpoints, downloadEndpoints } from './endpoints.ts'

export const DownloadDocument = DownloadView.extend({
  /** Null: it does not run, or another worker runs it. */
  progress: DownloadProgress.omit({ downloadId: true }).nullable(),
})
export type DownloadDocument = Readonly<z.infer<typeof DownloadDocument>>

const ofDownload = z.object({ id: DownloadId })
const answer = z.object({ download: DownloadDocument, receipt: AcceptedReceipt })

export const downloadContract = contract('downloads', downloadEndpoints, {
  list: {
    summary: 'Downloads of the household, on their way and just finished',
    scope: 'read',
    rate: 'read',
    answer: z.object({ items: z.array(DownloadDocument) }),
  },
  about: {
    summary: 'Whether the hub can download, and by what',
    scope: 'read',
    rate: 'read',
    answer: z.object({
      problem: ErrorCode.nullable().describe('Why it cannot; null: it can.'),
      version: z.string().nullable().describe('Of yt-dlp.'),
      hosts: z.array(z.string()).nullable().describe('The only ones that are allowed; null: all.'),
    }),
  },
  begin: {
    summary: 'Download the music behind an address',
    command: 'download.begin',
    body: z.strictObject({
      ...event,
      url: DownloadUrl,
      format: DownloadFormat.optional().describe('Without it: original.'),
      playlist_id: PlaylistId.optional().describe('Where its track is added.'),
      asks_first: z.boolean().optional().describe('It waits until its tags were looked at.'),
    }),
    answer,
    status: 201,
  },
  describe: {
    summary: 'Correct the tags of a download; what waits for that goes on',
    command: 'download.describe',
    params: ofDownload,
    body: z.strictObject({ ...event, ...DownloadTags.shape }),
    answer,
  },
  retry: {
    summary: 'Begin a failed download once more',
    command: 'download.retry',
    params: ofDownload,
    body: CommandBody.optional(),
    answer,
  },
  cancel: {
    summary: 'Give up a download, or take it from the list',
    command: 'download.cancel',
    params: ofDownload,
    body: CommandBody.optional(),
    answer: z.object({ receipt: AcceptedReceipt }),
  },
})

export const boxDownloadContract = contract('downloads', boxDownloadEndpoints, {
  begin: {
    summary: 'Download the music behind an address, as programs of a music box ask for it',
    hidden: true,
    command: 'download.begin',
    body: z.object({
      url: DownloadUrl,
      playlist_id: PlaylistId.optional(),
      client_op_id: CommandId.nullish().describe('Also as the header Idempotency-Key.'),
    }),
    answer: null,
    status: 202,
  },
  status: {
    summary: 'How far it has come',
    hidden: true,
    scope: 'read',
    rate: 'read',
    params: z.object({ task: DownloadId }),
    answer: null,
  },
})
