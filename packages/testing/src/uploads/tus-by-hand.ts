import { createHash } from 'node:crypto'

/** A file on its way, as the tus specification has it, in plain requests. */
export interface TusByHand {
  create(file: Buffer, metadata?: Readonly<Record<string, string>>): Promise<Response>
  offset(url: string): Promise<number>
  patch(
    url: string,
    offset: number,
    bytes: Buffer | ReadableStream,
    headers?: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<Response>
  delete(url: string): Promise<Response>
}

export function tusByHand(baseUrl: string, token: string): TusByHand {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' }
  return {
    create: (file, metadata = {}) =>
      fetch(`${baseUrl}/tus`, {
        method: 'POST',
        headers: { ...headers, 'upload-length': String(file.length), 'upload-metadata': told(metadata) },
      }),
    async offset(url) {
      const answer = await fetch(`${baseUrl}${url}`, { method: 'HEAD', headers })
      return Number(answer.headers.get('upload-offset') ?? Number.NaN)
    },
    patch: (url, offset, body, more = {}, signal) =>
      fetch(`${baseUrl}${url}`, {
        method: 'PATCH',
        headers: {
          ...headers,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
          ...more,
        },
        body,
        ...(signal && { signal }),
        ...(body instanceof ReadableStream && { duplex: 'half' }),
      } as RequestInit),
    delete: (url) => fetch(`${baseUrl}${url}`, { method: 'DELETE', headers }),
  }
}

export function told(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
