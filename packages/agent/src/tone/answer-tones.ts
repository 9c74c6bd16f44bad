import type { Following, Hub, Speaker } from '@baton/client'
import { type DeviceId, mediaEndpoints, pathTo } from '@baton/protocol'
import type { Log } from '../log/log.ts'
import type { ToneResult } from './play-tone.ts'

export interface AnswerTonesParts {
  readonly hub: Pick<Hub, 'baseUrl' | 'toneEnded'>
  readonly following: Pick<Following, 'state'>
  readonly speaker: Pick<Speaker, 'condition'>
  readonly deviceId: DeviceId
  readonly play: (url: string, signal: AbortSignal) => Promise<ToneResult>
  readonly log: Log
}

/** Plays the tone that this loudspeaker is told to, and tells what came of it. Music comes first. */
export function answerTones({
  hub,
  following,
  speaker,
  deviceId,
  play,
  log,
}: AnswerTonesParts): AsyncDisposable {
  let running: { readonly toneId: string; readonly ending: AbortController; over: Promise<void> } | null =
    null
  const sounds = () => speaker.condition.get() === 'sounding'

  async function answer(toneId: string, volume: number, signal: AbortSignal): Promise<void> {
    const url = `${hub.baseUrl}${pathTo(mediaEndpoints.testTone, {}, { volume })}`
    const result: ToneResult = sounds() ? { outcome: 'interrupted' } : await play(url, signal)
    log.info(`A test tone: ${result.outcome}${result.reason ? ` (${result.reason})` : ''}`)
    await hub.toneEnded({ toneId, ...result }).catch((error: unknown) => log.warn(String(error)))
  }

  const leaveState = following.state.subscribe(({ tone }) => {
    if (tone?.deviceId !== deviceId || tone.toneId === running?.toneId) return
    running?.ending.abort()
    const ending = new AbortController()
    const over = answer(tone.toneId, tone.volume, ending.signal)
    running = { toneId: tone.toneId, ending, over }
  })
  const leaveCondition = speaker.condition.subscribe(() => {
    if (sounds()) running?.ending.abort()
  })
  return {
    async [Symbol.asyncDispose]() {
      leaveState()
      leaveCondition()
      running?.ending.abort()
      await running?.over
    },
  }
}
