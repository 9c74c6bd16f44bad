import type { OutputBeacon } from '@baton/protocol'
import type { Clock } from '#engine'
import { flagIn, layersOf, textIn } from '../calls/layers.ts'
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
  let now = { playing: '', text: '' }
  // Of a flood only what is told is read.
  const told = latestOnly(clock, TOLD_EVERY_MS, ({ playing, body }: Posted) => {
    const layers = layersOf(body)
    const message = textIn(layers, 'message')
    // A report that says nothing of it takes nothing back.
    const before = playing === now.playing ? now.text : ''
    now = { playing, text: message === null ? before : redactedOutput(message) }
    tell({ ...now, complete: flagIn(layers, 'complete') === true })
  })
  let latest = ''
  return {
    begin(playing) {
      latest = playing
      return (body) => {
        // What comes late of something else says nothing any more.
        if (playing === latest) told.take({ playing, body })
      }
    },
    stop: () => told.stop(),
  }
}

interface Posted {
  readonly playing: string
  readonly body: unknown
}

/** The end of it, line by line, without what opens something: queries (tickets), names and passwords in addresses, long secrets. */
export function redactedOutput(text: string): string {
  return text
    .slice(-2 * MOST)
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
