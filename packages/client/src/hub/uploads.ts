import { type TrackId, type UploadDocument, uploadEndpoints } from '@baton/protocol'
import type { Calls } from './calls.ts'
import { BatonFailure } from './failure.ts'
import type { Line } from './request.ts'

/** A slice of a file may take a while over a slow link. */
const BYTES_WITHIN_MS = 120_000
const TUS = { 'tus-resumable': '1.0.0' }

/** What a client asks of uploads; they are begun and given up by commands. */
export interface Uploads {
  all(): Promise<readonly UploadDocument[]>
  known(
    files: readonly { readonly sha256: string; readonly sizeBytes: number }[],
  ): Promise<readonly { readonly sha256: string; readonly trackId: TrackId }[]>
  /** How much of it the hub has. */
  offset(path: string, signal: AbortSignal): Promise<number>
  /** The next bytes. Answers with how much the hub has then. */
  send(path: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<number>
}

export function uploads({ read, once }: Calls, line: Line): Uploads {
  return {
    all: async () => (await read(uploadEndpoints.list)).items,
    known: async (files) => {
      const asked = files.map(({ sha256, sizeBytes }) => ({ sha256, size_bytes: sizeBytes }))
      return (await once(uploadEndpoints.known, { body: { files: asked } })).items
    },
    offset: async (path, signal) => offsetIn(await line.open({ path, headers: TUS, signal })),
    async send(path, offset, body, signal) {
      const headers = {
        ...TUS,
        'content-type': 'application/offset+octet-stream',
        'upload-offset': String(offset),
      }
      return offsetIn(
        await line.open({ method: 'PATCH', path, headers, body, signal, timeoutMs: BYTES_WITHIN_MS }),
      )
    },
  }
}

function offsetIn(response: Response): number {
  const offset = Number(response.headers.get('upload-offset') ?? Number.NaN)
  if (!Number.isSafeInteger(offset)) throw new BatonFailure('client.unreadable')
  return offset
}
