import { spawn } from 'node:child_process'
import type { ToneEnd } from '@baton/protocol'
import type { Settings } from '../config/settings.ts'
import { cardOptions, SOUND_ALONE } from '../mpv/mpv-options.ts'

export type ToneResult = Pick<ToneEnd, 'outcome' | 'reason'>

const FETCHED_WITHIN_MS = 4_000
const PLAYED_WITHIN_MS = 6_000
const MOST_BYTES = 1_000_000
/** mpv could open nothing of what it was given: it read the tone, so the sound card is what is missing. */
const OPENED_NOTHING = 2

/**
 * Plays a tone with an mpv of its own, on the sound card of this loudspeaker: what is loaded in the other one stays as
 * it is. Never longer than some seconds, and only until the signal aborts.
 */
export async function playTone(
  { mpv, audioDevice }: Pick<Settings, 'mpv' | 'audioDevice'>,
  url: string,
  signal: AbortSignal,
): Promise<ToneResult> {
  const tone = await fetchedTone(url, signal)
  if (signal.aborted) return { outcome: 'interrupted' }
  if (tone === null) return { outcome: 'failed', reason: 'network' }
  return new Promise((resolve) => {
    const words = [...SOUND_ALONE, '--volume=100', ...cardOptions(audioDevice), '-']
    const child = spawn(mpv, words, { stdio: ['pipe', 'ignore', 'ignore'] })
    const end = () => child.kill('SIGKILL')
    const late = setTimeout(end, PLAYED_WITHIN_MS)
    const over = (result: ToneResult) => {
      clearTimeout(late)
      signal.removeEventListener('abort', end)
      resolve(signal.aborted ? { outcome: 'interrupted' } : result)
    }
    signal.addEventListener('abort', end)
    child.once('error', () => over({ outcome: 'failed', reason: 'player-gone' }))
    child.once('exit', (code) =>
      over(
        code === 0
          ? { outcome: 'played' }
          : { outcome: 'failed', reason: code === OPENED_NOTHING ? 'no-sound-card' : 'player-gone' },
      ),
    )
    // One that ends before it has read everything says so by its exit.
    child.stdin.once('error', () => {})
    child.stdin.end(tone)
  })
}

async function fetchedTone(url: string, signal: AbortSignal): Promise<Buffer | null> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(FETCHED_WITHIN_MS)])
    const response = await fetch(url, { signal: within, redirect: 'error' })
    if (!response.ok || Number(response.headers.get('content-length')) > MOST_BYTES) return null
    return Buffer.from(await response.arrayBuffer())
  } catch {
    return null
  }
}
