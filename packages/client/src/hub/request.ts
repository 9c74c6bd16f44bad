import { ErrorCode, type ErrorDetails, fromRest, type Method } from '@baton/protocol'
import { ageMs, type Clock, type Moment, momentOf, pause } from '../runtime/clock.ts'
import type { ClockOffset } from './clock-offset.ts'
import { BatonFailure } from './failure.ts'

export interface Request {
  readonly method?: Method
  readonly path: string
  /** In the door's words; a form where it is URLSearchParams or FormData, and bytes where it is a Blob. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly keepalive?: boolean
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
  /** False: its answer is no contact, since the hub answers it without looking which device asks. */
  readonly isContact?: boolean
}

export interface Line {
  /** One attempt. Answers in our own words; an empty answer is null. */
  once(request: Request): Promise<unknown>
  /** Tries again while the failure is of the passing sort, until `expiresMs` are over. Only for what may be repeated. */
  patiently(request: Request, expiresMs: number): Promise<unknown>
  /** A response that goes on: the caller reads it. */
  open(request: Request): Promise<Response>
  contactAgeMs(): number
  /** The same line, with these headers in each request. */
  with(headers: Readonly<Record<string, string>>): Line
}

export interface LineOptions {
  readonly baseUrl: string
  readonly token: (() => string | null | Promise<string | null>) | undefined
  readonly fetch: typeof fetch
  readonly clock: Clock
  readonly offset: ClockOffset
}

const ATTEMPT_MS = 8_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 3_000
const PASSING = new Set(['client.offline', 'store.unavailable', 'hub.draining', 'hub.busy', 'limit.too-many'])

/**
 * How the client speaks to the hub: every failure leaves here as a BatonFailure. An answer for which the hub took notice
 * of this device counts as contact, from when it was asked for. Rule P29 in docs/protocol/speaker.md.
 */
export function line({ baseUrl, token, fetch, clock, offset }: LineOptions): Line {
  let contact: Moment | null = null
  const heard = (at: Moment) => {
    if (contact === null || ageMs(clock, at) < ageMs(clock, contact)) contact = at
  }

  return lineWith({})

  function lineWith(own: Readonly<Record<string, string>>): Line {
    const opened = (request: Request) => open({ ...request, headers: { ...own, ...request.headers } })
    const asked = (request: Request) => once(opened, request)
    return {
      once: asked,
      patiently: (request, expiresMs) => patiently(asked, request, expiresMs),
      open: opened,
      contactAgeMs: () => (contact ? ageMs(clock, contact) : Number.POSITIVE_INFINITY),
      with: (headers) => lineWith({ ...own, ...headers }),
    }
  }

  async function open(request: Request): Promise<Response> {
    const attempt = new AbortController()
    const give = () => attempt.abort()
    request.signal?.addEventListener('abort', give)
    const cancel = clock.after(request.timeoutMs ?? ATTEMPT_MS, give)
    const sentAt = momentOf(clock)
    const tookNotice = () => {
      if (request.isContact !== false) heard(sentAt)
    }
    try {
      if (request.signal?.aborted) throw new BatonFailure('client.offline')
      const bearer = await token?.()
      const headers = new Headers(request.headers)
      if (bearer) headers.set('authorization', `Bearer ${bearer}`)
      const asItIs = [URLSearchParams, FormData, Blob].some((kind) => request.body instanceof kind)
      if (request.body !== undefined && !asItIs) headers.set('content-type', 'application/json')
      const response = await fetch(`${baseUrl}${request.path}`, {
        method: request.method ?? 'GET',
        headers,
        ...(request.body !== undefined && {
          body: asItIs ? (request.body as BodyInit) : JSON.stringify(request.body),
        }),
        ...(request.keepalive && { keepalive: true }),
        signal: request.signal ? AbortSignal.any([request.signal, attempt.signal]) : attempt.signal,
      })
      if (!response.ok) {
        const failure = await refusalOf(response)
        if (sawWhoAsked(response.status, failure)) tookNotice()
        throw failure
      }
      if (!isPage(response)) tookNotice()
      return response
    } catch (error) {
      throw error instanceof BatonFailure ? error : new BatonFailure('client.offline', { cause: error })
    } finally {
      cancel()
      request.signal?.removeEventListener('abort', give)
    }
  }

  async function once(opened: Line['open'], request: Request): Promise<unknown> {
    const sentAt = clock.now()
    const response = await opened(request)
    const receivedAt = clock.now()
    const answer = await jsonOf(response)
    const { serverTime } = (answer ?? {}) as { serverTime?: unknown }
    if (typeof serverTime === 'number') offset.exchanged(serverTime, sentAt, receivedAt)
    return answer
  }

  async function patiently(asked: Line['once'], request: Request, expiresMs: number): Promise<unknown> {
    const until = clock.now() + expiresMs
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      const left = until - clock.now()
      try {
        const timeoutMs = expiresMs === 0 ? ATTEMPT_MS : Math.max(1, Math.min(left, ATTEMPT_MS))
        return await asked({ ...request, timeoutMs })
      } catch (error) {
        if (!(error instanceof BatonFailure) || !PASSING.has(error.code) || request.signal?.aborted)
          throw error
        const rest = error.retryAfterMs ?? wait
        if (clock.now() + rest >= until) {
          if (error.code !== 'client.offline' || expiresMs === 0) throw error
          throw new BatonFailure('client.expired', { cause: error })
        }
        await pause(clock, rest, request.signal)
      }
    }
  }
}

/**
 * Not where the hub could not look: it cannot know then who asks, or cannot let others know. Nor for what is wrong with
 * the request itself, since most of that is refused before the hub looks.
 */
function sawWhoAsked(status: number, { code }: BatonFailure): boolean {
  return status < 500 && status !== 401 && !code.startsWith('request.') && !code.startsWith('client.')
}

/** The hub answers with documents and streams only: a page is of something between, such as a sign-in to the network. */
function isPage(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/html') === true
}

async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return null
  try {
    return fromRest(JSON.parse(text))
  } catch (error) {
    throw new BatonFailure('client.unreadable', { cause: error })
  }
}

interface ErrorDocument {
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly details?: ErrorDetails }
}

/** A refusal in the hub's one shape. Something else, such as a proxy's page, means that the hub itself was not reached. */
async function refusalOf(response: Response): Promise<BatonFailure> {
  const document = (await response.json().catch(() => null)) as ErrorDocument | null
  const code = ErrorCode.safeParse(document?.error?.code)
  if (!code.success) return new BatonFailure(response.status >= 500 ? 'client.offline' : 'client.unreadable')
  const { message, details } = document?.error ?? {}
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new BatonFailure(code.data, {
    ...(typeof message === 'string' && { message }),
    ...(details !== undefined && { details }),
    ...(Number.isFinite(seconds) && { retryAfterMs: seconds * 1_000 }),
  })
}
