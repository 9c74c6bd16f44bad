import { MAX_PRINTED, type Printed } from '@baton/protocol'
import { type Clock, redactedOutput } from '#engine'
import { flagIn, layersOf, textIn } from '../calls/nested-answers.ts'
import { latestOnly } from './latest-only.ts'

/** What the player of an agent prints, playing by playing, for whoever looks at it. It is kept nowhere. */
export interface PlayerOutput {
  /** Something is about to be played: what is posted about it is put to this. */
  begin(playing: string): (body: unknown) => void
  stop(): void
}

const TOLD_EVERY_MS = 1_000

export function playerOutput(clock: Pick<Clock, 'after'>, tell: (output: Printed) => void): PlayerOutput {
  // Of a flood only what is told is looked through.
  const told = latestOnly(clock, TOLD_EVERY_MS, ({ text, ...output }: Printed) =>
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
        text = (textIn(layers, 'message') ?? text).slice(-2 * MAX_PRINTED)
        told.take({ playing, text, complete: flagIn(layers, 'complete') === true })
      }
    },
    stop: () => told.stop(),
  }
}
