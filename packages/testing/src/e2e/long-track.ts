// A track that outlasts ten windows of its ticket. In the usual run the windows are short, so that it takes a minute;
// `BATON_LONG_TRACK=real` keeps the hub's own 120 s, which takes more than half an hour and is no part of `npm test`.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { type ComposedHub, composedHub } from '../worlds/composed-hub.ts'

export interface LongTrack {
  readonly windowMs: number
  readonly trackMs: number
  /** In the middle of it nobody listens for this long. */
  readonly pauseMs: number
}

export const isReal = process.env.BATON_LONG_TRACK === 'real'
const REAL: LongTrack = { windowMs: 120_000, trackMs: 1_260_000, pauseMs: 600_000 }

export function longTrack(windowMs: number): LongTrack {
  return isReal ? REAL : { windowMs, trackMs: windowMs * 10 + 4_000, pauseMs: windowMs * 2 }
}

export interface LongTrackWorld extends AsyncDisposable {
  readonly hub: ComposedHub
  readonly media: MediaRequests
}

/** `rate`: samples a second. So many make a file that no socket's buffer holds. */
export async function longTrackWorld(
  { windowMs, trackMs }: LongTrack,
  rate = 192_000,
): Promise<LongTrackWorld> {
  const hub = await composedHub({
    tracks: [
      { title: 'Long', durationMs: trackMs, rate },
      { title: 'Huge', durationMs: 60_000, rate },
    ],
    ticketWindowMs: windowMs,
  })
  const media = watchMedia()
  return {
    hub,
    media,
    async [Symbol.asyncDispose]() {
      media.stop()
      await hub[Symbol.asyncDispose]()
    },
  }
}

export interface MediaRequests {
  /** The ranges that players asked for, in order. */
  readonly ranges: readonly string[]
  /** The addresses, with their tickets. */
  readonly addresses: readonly string[]
  stop(): void
}

/** The hub runs in this process, which tells of each request that its server takes. */
function watchMedia(): MediaRequests {
  const ranges: string[] = []
  const addresses: string[] = []
  const seen = (message: unknown) => {
    const { request } = message as { readonly request: IncomingMessage }
    if (!request.url?.startsWith('/media/') || request.method !== 'GET') return
    ranges.push(request.headers.range ?? 'whole')
    addresses.push(request.url)
  }
  subscribe('http.server.request.start', seen)
  return {
    ranges,
    addresses,
    stop: () => {
      unsubscribe('http.server.request.start', seen)
    },
  }
}
