// Events of displays come in floods: those that wait are judged and kept together, in one transaction after the other,
// and nobody is answered before that transaction is durable. What waits is bounded. Rules VW1, VW11 and VW12.
import { type ViewAck, type ViewErrorCode, ViewPayload } from '@baton/protocol'
import { type ArrivedView, judgeViews, markOf, refusedBefore, type ViewVerdict } from '#domain'
import type { SentView, ViewAnswer, ViewOutcome, ViewTaking } from '../api/views.ts'
import { isOutage } from '../ports/store.ts'
import type { ViewRecords, ViewSubjects } from '../ports/view-records.ts'

export interface TakeViewsParts {
  readonly records: Pick<ViewRecords, 'take'>
  readonly subjects: Pick<ViewSubjects, 'displays' | 'posts'>
  readonly onFailure: (error: unknown) => void
  /** So many may wait; the next are told so. Missing: as many as come in a second. */
  readonly mostWaiting?: number
}

export interface RunningViews extends ViewTaking, AsyncDisposable {}

const USUAL_WAITING = 5_000
const MOST_TOGETHER = 500

interface Waiting {
  readonly sent: SentView
  readonly payload: ViewPayload
  readonly settle: (answer: ViewAnswer) => void
}

export function takeViews({
  records,
  subjects,
  onFailure,
  mostWaiting = USUAL_WAITING,
}: TakeViewsParts): RunningViews {
  const waiting: Waiting[] = []
  let working: Promise<void> | null = null
  let isOver = false

  const work = async () => {
    while (waiting.length > 0) {
      // Those that come in one moment go together.
      await new Promise((resolve) => setImmediate(resolve))
      await takeTogether(waiting.splice(0, MOST_TOGETHER))
    }
    working = null
  }

  /** One that the store cannot take does not keep others from being taken. */
  const takeTogether = async (some: readonly Waiting[]): Promise<void> => {
    try {
      const verdicts = await judged(some)
      for (const [nth, { payload, settle }] of some.entries()) settle(answerTo(payload, verdicts[nth]))
    } catch (error) {
      if (some.length > 1 && !isOutage(error)) {
        for (const one of some) await takeTogether([one])
        return
      }
      onFailure(error)
      for (const { payload, settle } of some) settle(answer('failed', payload))
    }
  }

  const judged = async (some: readonly Waiting[]): Promise<readonly ViewVerdict[]> => {
    const [displays, posts] = await Promise.all([
      subjects.displays(unique(some.map(({ sent }) => sent.playerKey))),
      subjects.posts(unique(some.map(({ payload }) => payload.post_id))),
    ])
    const arrived = some.map(
      ({ sent: { playerKey, receivedAt }, payload }): ArrivedView => ({
        playerKey,
        receivedAt,
        payload,
        display: displays.get(playerKey) ?? null,
        post: posts.get(payload.post_id) ?? null,
      }),
    )
    const marks = arrived.filter((event) => refusedBefore(event) === null).map(markOf)
    if (marks.length === 0) return judgeViews(arrived, new Map())
    const taken = await records.take(marks, (accepted) => {
      const verdicts = judgeViews(arrived, accepted)
      const recorded = verdicts.flatMap((verdict) => (verdict.outcome === 'recorded' ? verdict.view : []))
      return { verdicts, recorded }
    })
    const twice = new Set(taken.twice)
    return taken.judged.verdicts.map((verdict) =>
      verdict.outcome === 'recorded' && twice.has(verdict.view) ? DUPLICATE : verdict,
    )
  }

  return {
    async takeView(sent) {
      const said = readPayload(sent.payload)
      const read = ViewPayload.safeParse(said)
      if (!read.success) return answer('unreadable', said)
      if (isOver || waiting.length >= mostWaiting) return answer('busy', read.data)
      return new Promise((settle) => {
        waiting.push({ sent, payload: read.data, settle })
        working ??= work()
      })
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      await working
    },
  }
}

const DUPLICATE: ViewVerdict = { outcome: 'refused', code: 'duplicate' }

const SENTENCES: Readonly<Record<Exclude<ViewOutcome, 'recorded' | 'self-view'>, string>> = {
  player_key_mismatch: 'The event names another player',
  player_not_registered: 'Player not registered',
  player_no_owner: 'Player has no owner',
  owner_not_permitted: 'The owner of this player may not take part',
  duplicate: 'Already recorded',
  rate_limited: 'Rate limited: another view lies within 5s',
  post_not_found: 'Post not found',
  unreadable: 'Not a view event',
  busy: 'The server is busy, send it again',
  failed: 'The server failed, send it again',
}

function answerTo(payload: ViewPayload, verdict: ViewVerdict | undefined): ViewAnswer {
  if (!verdict) return answer('failed', payload)
  if (verdict.outcome !== 'refused') return answer(verdict.outcome, payload)
  return answer(verdict.code, payload, verdict.retryAfterMs ?? null)
}

function answer(outcome: ViewOutcome, payload: unknown, retryAfterMs: number | null = null): ViewAnswer {
  const result = resultOf(outcome, retryAfterMs)
  return { outcome, result, ack: wantsAck(payload) ? result : null, retryAfterMs }
}

function resultOf(outcome: ViewOutcome, retryAfterMs: number | null): ViewAck {
  if (outcome === 'recorded' || outcome === 'self-view') return { success: true }
  const seconds = Math.ceil((retryAfterMs ?? 0) / 1_000)
  const error = seconds > 0 ? `Rate limited, retry after ${seconds}s` : SENTENCES[outcome]
  return { success: false, error, error_code: codeOf(outcome) }
}

function codeOf(outcome: Exclude<ViewOutcome, 'recorded' | 'self-view'>): ViewErrorCode {
  return outcome === 'unreadable' || outcome === 'busy' || outcome === 'failed' ? 'processing_error' : outcome
}

/** Of what is no event, too, as long as it says so. */
function wantsAck(payload: unknown): boolean {
  return (
    typeof payload === 'object' &&
    payload !== null &&
    'request_ack' in payload &&
    payload.request_ack === true
  )
}

/** What is no JSON is nothing. */
function readPayload(payload: unknown): unknown {
  if (typeof payload !== 'string' && !(payload instanceof Uint8Array)) return payload
  try {
    return JSON.parse(typeof payload === 'string' ? payload : new TextDecoder().decode(payload))
  } catch {
    return null
  }
}

function unique<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)]
}
