import { z } from 'zod'
import {
  MAX_UPLOAD_BYTES,
  Sha256,
  UPLOAD_CHUNK_BYTES,
  UploadFilename,
  UploadView,
} from '../../upload/upload.ts'
import { PlaylistId, TrackId, UploadId } from '../../values/ids.ts'
import { VisibleText } from '../../values/text.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract, NOTHING } from '../contract.ts'
import { AcceptedReceipt } from '../session/documents.ts'
import { chunkedUploadEndpoints, tusEndpoints, uploadEndpoints } from './endpoints.ts'

/** More files than this are asked about one list after the other. */
export const MAX_KNOWN_ASKED = 200

export const UploadDocument = UploadView.extend({ receivedBytes: z.int().min(0) })
export type UploadDocument = Readonly<z.infer<typeof UploadDocument>>

export const UploadAnswer = z.object({
  upload: UploadDocument,
  url: z.string().describe('Where its bytes are sent, with tus.'),
  receipt: AcceptedReceipt,
})
export type UploadAnswer = Readonly<z.infer<typeof UploadAnswer>>

const ofUpload = z.object({ id: UploadId })
const sizeBytes = z.int().min(1).max(MAX_UPLOAD_BYTES)

export const uploadContract = contract('uploads', uploadEndpoints, {
  list: {
    summary: 'Uploads of the household, on their way and just finished',
    scope: 'read',
    rate: 'read',
    answer: z.object({ items: z.array(UploadDocument) }),
  },
  begin: {
    summary: 'Announce a file; its bytes follow with tus',
    command: 'upload.begin',
    body: z.strictObject({
      ...event,
      filename: UploadFilename,
      size_bytes: sizeBytes,
      sha256: Sha256.optional().describe('A file that the library has is refused at once.'),
      playlist_id: PlaylistId.optional().describe('Where its track is added.'),
      folder: VisibleText.max(255).optional().describe('The name of the folder that it was dropped with.'),
    }),
    answer: UploadAnswer,
    status: 201,
  },
  cancel: {
    summary: 'Give up an upload, or take it from the list',
    command: 'upload.cancel',
    params: ofUpload,
    body: CommandBody.optional(),
    answer: z.object({ receipt: AcceptedReceipt }),
  },
  known: {
    summary: 'Which of these files the library has already',
    scope: 'library',
    rate: 'queue',
    body: z.strictObject({
      files: z
        .array(z.strictObject({ sha256: Sha256, size_bytes: sizeBytes }))
        .min(1)
        .max(MAX_KNOWN_ASKED),
    }),
    answer: z.object({ items: z.array(z.object({ sha256: z.string(), trackId: TrackId })) }),
  },
})

/** Sent and answered as other programs expect it, so the OpenAPI document leaves it out. */
const bytes = { scope: 'library', rate: null, hidden: true } as const

export const tusContract = contract('uploads', tusEndpoints, {
  options: {
    summary: 'What the hub understands of tus',
    access: 'open',
    scope: null,
    rate: null,
    hidden: true,
    answer: NOTHING,
    status: 204,
  },
  create: {
    summary: 'Announce a file, as tus does',
    hidden: true,
    command: 'upload.begin',
    answer: NOTHING,
    status: 201,
  },
  tell: {
    summary: 'How far a file has come',
    ...bytes,
    rate: 'read',
    params: ofUpload,
    answer: NOTHING,
    status: 204,
  },
  append: {
    summary: 'The next bytes of a file',
    ...bytes,
    params: ofUpload,
    answer: NOTHING,
    status: 204,
  },
  terminate: {
    summary: 'Give up a file, as tus does',
    hidden: true,
    command: 'upload.cancel',
    params: ofUpload,
    answer: NOTHING,
    status: 204,
  },
})

const ofPlaylist = z.object({ id: PlaylistId })
const ofSession = z.object({ id: PlaylistId, session_id: UploadId })

export const chunkedUploadContract = contract('uploads', chunkedUploadEndpoints, {
  begin: {
    summary: 'Announce a file that comes in numbered parts',
    hidden: true,
    command: 'upload.begin',
    params: ofPlaylist,
    body: z.object({
      filename: UploadFilename,
      file_size: sizeBytes,
      chunk_size: z
        .int()
        .min(64 * 1024)
        .max(16 * UPLOAD_CHUNK_BYTES)
        .default(UPLOAD_CHUNK_BYTES),
      file_hash: Sha256.optional(),
      client_op_id: z.string().min(1).max(128).optional(),
    }),
    answer: null,
    status: 201,
  },
  chunk: {
    summary: 'One part of a file: bytes, or the field "file" of a form',
    ...bytes,
    params: ofSession.extend({ n: z.coerce.number().int().min(0).max(10_000_000) }),
    answer: null,
  },
  finalize: {
    summary: 'All parts were sent: check the file and take it in',
    ...bytes,
    rate: 'queue',
    params: ofSession,
    answer: null,
  },
  tell: { summary: 'How far it has come', ...bytes, rate: 'read', params: ofSession, answer: null },
  cancel: {
    summary: 'Give it up',
    hidden: true,
    command: 'upload.cancel',
    params: z.object({ session_id: UploadId }),
    answer: null,
  },
})
