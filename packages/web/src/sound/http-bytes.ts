import { CANNOT_BE_HAD } from './failure-reason.ts'
import type { ByteSource } from './flac/byte-source.ts'

/** The hub does not give this file in parts. */
export class NotInParts extends Error {
  override readonly name = 'NotInParts'
}

const ANSWERED_WITHIN_MS = 20_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 4_000

/**
 * A track's bytes at its address. Whatever fails on the way is asked for again until the signal says no, and `trouble`
 * is called each time. All parts are of one file: one that was replaced meanwhile is trouble too.
 */
export function httpBytes(url: string, trouble: () => void): ByteSource {
  let size: number | null = null
  let etag: string | null = null

  async function part(from: number, length: number, signal: AbortSignal): Promise<Uint8Array> {
    const answer = await fetch(url, {
      headers: { range: `bytes=${from}-${from + length - 1}`, ...(etag !== null && { 'if-match': etag }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWERED_WITHIN_MS)]),
    })
    if (answer.status === 200) {
      await answer.body?.cancel()
      throw new NotInParts('The whole file came instead of a part.')
    }
    if (answer.status === CANNOT_BE_HAD) {
      await answer.body?.cancel()
      throw new NotInParts('There is no part of it that a browser could play.')
    }
    const whole = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1]
    if (answer.status !== 206 || whole === undefined) {
      await answer.body?.cancel()
      throw new Error(`The part was answered with ${answer.status}.`)
    }
    size = Number(whole)
    etag ??= answer.headers.get('etag')
    return new Uint8Array(await answer.arrayBuffer())
  }

  return {
    size: () => size ?? 0,
    read: async (from, length, signal) => {
      if (size !== null && from >= size) return new Uint8Array(0)
      for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
        try {
          return await part(from, length, signal)
        } catch (error) {
          if (signal.aborted || error instanceof NotInParts) throw error
          trouble()
          await pause(pauseMs, signal)
        }
      }
    },
  }
}

/** Resolves early where the signal says no. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    signal.addEventListener('abort', over)
    if (signal.aborted) over()
  })
}
