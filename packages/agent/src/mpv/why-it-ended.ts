import type { MpvEvent } from './conversation.ts'

/** `card`: there is nothing to sound on. `told`: mpv was told to. */
export type Ending = 'end' | 'source' | 'network' | 'card' | 'told'

/** mpv stops counting when its last samples are handed on, and lengths in tags are not exact. */
const NEAR_THE_END_MS = 2_000

export function endingOf(
  { reason, file_error }: MpvEvent,
  heard: { readonly positionMs: number; readonly durationsMs: readonly (number | null | undefined)[] },
): Ending {
  if (reason === 'eof') {
    const known = heard.durationsMs.filter((ms) => typeof ms === 'number')
    // mpv calls it the end of the file, but where music is missing bytes have ceased.
    return known.some((ms) => heard.positionMs >= ms - NEAR_THE_END_MS) || known.length === 0
      ? 'end'
      : 'network'
  }
  if (reason !== 'error') return 'told'
  if (file_error?.includes('audio output')) return 'card'
  // The address was refused, the hub is away, or the bytes ceased: mpv has one word for all of them.
  return file_error === 'loading failed' ? 'network' : 'source'
}
