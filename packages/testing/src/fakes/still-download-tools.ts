import { once } from 'node:events'
import type { DownloadTools } from '@baton/hub/jobs/downloads'

/** Tools that are there, and never come to an end by themselves. */
export function stillDownloadTools(): DownloadTools {
  const never = async (_: unknown, signal: AbortSignal): Promise<string> => {
    if (!signal.aborted) await once(signal, 'abort')
    throw signal.reason
  }
  return {
    look: async () => ({ problem: null, version: '2026.01.01' }),
    fetch: never,
    make: never,
    [Symbol.asyncDispose]: async () => {},
  }
}
