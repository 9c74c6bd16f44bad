// What a display asks of its hub by HTTP: how it comes to its owner, and pictures.
import type { Clock } from '@baton/client'
import type { PictureFile } from './outside.ts'
import { HubAway, Refusal } from './refusal.ts'

const ANSWERS_WITHIN_MS = 15_000
/** More is no picture for a display. */
const MAX_PICTURE_BYTES = 24 * 1024 * 1024

export interface HubAnswer {
  readonly status: number
  /** Empty where it is no JSON object. */
  readonly json: Readonly<Record<string, unknown>>
}

export interface HubCalls {
  /** Rejects with HubAway where nobody answers. */
  ask(
    method: 'GET' | 'POST',
    path: string,
    parts?: { readonly body?: object; readonly token?: string },
  ): Promise<HubAnswer>
  /** Rejects with HubAway, or a Refusal where there is no such picture. */
  picture(path: string, token: string): Promise<PictureFile>
}

export interface HubCallsParts {
  /** Without a slash at its end. */
  readonly baseUrl: string
  readonly clock: Pick<Clock, 'after'>
  readonly fetch: typeof fetch
  /** Told the header `Date` of each answer. */
  readonly onDate: (date: string | null) => void
}

export function hubCalls({ baseUrl, clock, fetch, onDate }: HubCallsParts): HubCalls {
  /** Until the last byte was read. */
  async function answered<T>(path: string, init: RequestInit, read: (response: Response) => Promise<T>) {
    const attempt = new AbortController()
    const cancel = clock.after(ANSWERS_WITHIN_MS, () => attempt.abort())
    try {
      const { signal } = attempt
      const response = await fetch(baseUrl + path, {
        ...init,
        signal,
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
      })
      onDate(response.headers.get('date'))
      return await read(response)
    } catch (error) {
      throw error instanceof Refusal ? error : new HubAway(error)
    } finally {
      cancel()
    }
  }

  return {
    ask: (method, path, { body, token } = {}) =>
      answered(
        path,
        {
          method,
          headers: {
            ...(body !== undefined && { 'content-type': 'application/json' }),
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
        async (response) => ({ status: response.status, json: objectIn(await response.text()) }),
      ),
    picture: (path, token) =>
      answered(path, { headers: { authorization: `Bearer ${token}` } }, async (response) => {
        const { status, headers } = response
        if (status === 429 || status >= 500) throw new HubAway(status)
        const announced = Number(headers.get('content-length') ?? 0)
        if (status !== 200 || announced > MAX_PICTURE_BYTES) throw new Refusal('There is no such picture.')
        const bytes = new Uint8Array(await response.arrayBuffer())
        if (bytes.length > MAX_PICTURE_BYTES) throw new Refusal('The picture is too large.')
        return { bytes, mime: headers.get('content-type') ?? '' }
      }),
  }
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
