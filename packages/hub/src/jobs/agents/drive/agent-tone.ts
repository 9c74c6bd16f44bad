import type { ToneEnd } from '@baton/protocol'
import type { Clock } from '#engine'
import type { CallAgent } from '../calls/agent-calls.ts'
import { isTaken } from '../calls/answers.ts'
import type { Callbacks } from '../reports/callbacks.ts'
import { playReportOf } from '../reports/play-report.ts'

export type ToneResult = Pick<ToneEnd, 'outcome' | 'reason'>

export interface AgentTone {
  /** It plays now, or may: where nothing else is wanted of the agent, it is left alone. */
  readonly isSounding: boolean
  /** Music has to play: it is told that instead. */
  interrupt(): void
  /** Has it play what lies at this path of the hub, where nothing else plays; resolves when that is over. */
  play(path: string): Promise<ToneResult>
}

export interface AgentToneParts {
  readonly call: CallAgent
  readonly callbacks: Pick<Callbacks, 'open'>
  readonly hubUrl: (ownAddress: string, path: string) => string
  readonly agentBaseUrl: string
  readonly clock: Pick<Clock, 'after'>
  /** It is about to be told to play. */
  readonly begins: () => void
  /** It has come to its end by itself. */
  readonly ends: () => void
  /** A report of it came: resolves once it may be answered as taken. */
  readonly contact: () => Promise<void>
  /** Of this machine, as the agent sees it; null: it is not registered. */
  readonly ownAddress: () => string | null
  /** Music plays there, or has to. */
  readonly isBusy: () => boolean
  /** It may be heard still: what has to be told to it is told. */
  readonly settleSoon: () => void
}

/** An agent that says nothing of its end in this time is told to stop. */
const OVER_WITHIN_MS = 8_000

/** A tone by which somebody tries a called agent: told as a track is, and with no place in anybody's session. CB51. */
export function agentTone(parts: AgentToneParts): AgentTone {
  const { call, callbacks, hubUrl, clock, ownAddress } = parts
  let end: ((result: ToneResult) => void) | null = null

  /** How it ended by what the agent posts, or by what happens meanwhile. */
  async function played(path: string, own: string): Promise<ToneResult> {
    const over = new Promise<ToneResult>((resolve) => {
      end = resolve
    })
    const callback = callbacks.open('play', (body) => {
      const report = playReportOf(body)
      if (report.kind === 'complete') end?.(resultOf(report.returncode))
      return parts.contact()
    })
    const cancel = clock.after(OVER_WITHIN_MS, () => end?.({ outcome: 'failed' }))
    try {
      const answer = await call('POST', '/play', {
        url: hubUrl(own, path),
        callback_url: hubUrl(own, callback.path),
        agent_base_url: parts.agentBaseUrl,
      })
      if (answer === null) return { outcome: 'failed', reason: 'network' }
      return isTaken(answer.body) ? await over : { outcome: 'failed' }
    } finally {
      cancel()
      callback.close()
      end = null
    }
  }

  return {
    get isSounding() {
      return end !== null
    },
    interrupt: () => end?.({ outcome: 'interrupted' }),
    async play(path) {
      const own = ownAddress()
      if (own === null) return { outcome: 'failed', reason: 'network' }
      if (end !== null || parts.isBusy()) return { outcome: 'interrupted' }
      parts.begins()
      const result = await played(path, own)
      if (result.outcome === 'played' && !parts.isBusy()) parts.ends()
      parts.settleSoon()
      return result
    },
  }
}

function resultOf(returncode: number | null): ToneResult {
  return returncode === null || returncode === 0
    ? { outcome: 'played' }
    : { outcome: 'failed', reason: 'player-gone' }
}
