import type { OutputBeacon } from '@baton/protocol'
import type { Clock } from '#engine'
import { flagIn, layersOf, textIn } from '../calls/nested-answers.ts'
import { latestOnly } from './latest-only.ts'

export type Output = Pick<OutputBeacon, 'playing' | 'text' | 'complete'>

/** What the player of an agent prints, playing by playing, for whoever looks at it. It is kept nowhere. */
export interface PlayerOutput {
  /** Something is about to be played: what is posted about it is put to this. */
  begin(playing: string): (body: unknown) => void
  stop(): void
}

const TOLD_EVERY_MS = 1_000
/** Of a long output the end is told. */
const MOST = 4_000

export function playerOutput(clock: Pick<Clock, 'after'>, tell: (output: Output) => void): PlayerOutput {
  // Of a flood only what is told is looked through.
  const told = latestOnly(clock, TOLD_EVERY_MS, ({ text, ...output }: Output) =>
    tell({ ...output, text: redactedOutput(text) }),
  )
  let latest = ''
  return {
    begin(playing) {
      latest = playing
      let text = ''
      return (body) => {
        // What comes late of something else says nothing any more.
        if (playing !== latest) return
        const layers = layersOf(body)
        // A report that says nothing of it takes nothing back.
        text = (textIn(layers, 'message') ?? text).slice(-2 * MOST)
        told.take({ playing, text, complete: flagIn(layers, 'complete') === true })
      }
    },
    stop: () => told.stop(),
  }
}

/** The end of it, line by line, without what opens something: queries (tickets), names and passwords in addresses, long secrets. */
export function redactedOutput(text: string): string {
  const end = text.slice(-2 * MOST)
  // Of what was cut off in the middle nothing shows any more that it was secret.
  const whole = end.length < 2 * MOST ? end : end.replace(/^[^\n]*\n|^\S+/, '')
  return whole
    .split('\n')
    .map((line) =>
      line
        .replace(/\?[^\s"'<>]+/g, '?…')
        .replace(/\/\/[^\s/@]*@/g, '//…@')
        .replace(/\b(Bearer)\s+\S+/gi, '$1 …')
        .replace(/[A-Za-z0-9_-]{40,}/g, '…')
        .replace(/\p{Cc}+/gu, ' '),
    )
    .join('\n')
    .slice(-MOST)
}
