import { type Hub, isFailure } from '@baton/client'
import { MAX_PRINTED } from '@baton/protocol'
import { playerOutput } from './called/player-output.ts'

/** Tells the hub what the player prints, for whoever looks at this loudspeaker. What it cannot be told is not told later. */
export interface TellPrinted extends Disposable {
  add(line: string): void
  /** Something else is played from now on: what was printed before says nothing of that. */
  begin(playing: string): void
}

/** So often at the most. */
const TOLD_EVERY_MS = 2_000
/** Before it plays anything. */
const NOTHING = 'nothing'

export function tellPrinted({ clock, printed }: Pick<Hub, 'clock' | 'printed'>): TellPrinted {
  const output = playerOutput()
  let playing = NOTHING
  let cancel: (() => void) | null = null

  function tell(): void {
    cancel = null
    const text = output.text().slice(-MAX_PRINTED)
    printed({ playing, text, complete: false }).catch((error: unknown) => {
      if (!isFailure(error)) throw error
    })
  }

  return {
    add(line) {
      output.add(line)
      cancel ??= clock.after(TOLD_EVERY_MS, tell)
    },
    begin(next) {
      if (next === playing) return
      playing = next
      output.reset()
    },
    [Symbol.dispose]: () => cancel?.(),
  }
}
