import { type Clock, type Store, store } from '@baton/client'
import { type Conversation, converse, type MpvCommand, type MpvEvent } from './conversation.ts'
import type { RunningMpv } from './start-mpv.ts'

export interface SupervisorOptions {
  readonly clock: Clock
  readonly start: () => RunningMpv
  /** It runs and answers: everything that it knew before is gone. */
  readonly onUp: () => void
  readonly onDown: (why: string) => void
  readonly onEvent: (event: MpvEvent) => void
  readonly answersWithinMs?: number
}

/** Keeps one mpv running. */
export interface Supervisor extends AsyncDisposable {
  /** False once it could not be started several times in a row; true again when one runs. */
  readonly able: Store<boolean>
  readonly pid: number | undefined
  readonly isUp: boolean
  /** Rejects while none runs. */
  ask(command: MpvCommand): Promise<unknown>
  /** This one makes no sense any more: another one is started. */
  replace(why: string): void
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 10_000
/** One that ran this long is not to blame for the pauses of its forerunners. */
const STEADY_AFTER_MS = 10_000
const FAILED_STARTS = 3
const ENDS_WITHIN_MS = 1_000

export function supervise({
  clock,
  start,
  onUp,
  onDown,
  onEvent,
  answersWithinMs,
}: SupervisorOptions): Supervisor {
  const able = store(true)
  let running: RunningMpv | null = null
  let talk: Conversation | null = null
  let up = false
  let closed = false
  let failedStarts = 0
  let pause = FIRST_PAUSE_MS
  let cancelNext = () => {}
  let ended: Promise<void> = Promise.resolve()

  function launch(): void {
    const mpv = start()
    running = mpv
    const startedAt = clock.now()
    let leave = () => {}
    ended = new Promise((resolve) => {
      leave = resolve
    })
    const conversation = converse({
      stream: mpv.wire,
      clock,
      onEvent: (event) => up && onEvent(event),
      onEnd: (why) => {
        mpv.kill()
        down(why)
      },
      ...(answersWithinMs !== undefined && { answersWithinMs }),
    })
    talk = conversation
    mpv.onExit((why) => {
      conversation.end(why)
      leave()
    })
    conversation.ask(['get_property', 'mpv-version']).then(
      () => {
        if (talk !== conversation || conversation.isOver) return
        up = true
        failedStarts = 0
        able.set(true)
        onUp()
      },
      () => {},
    )

    function down(why: string): void {
      if (talk !== conversation) return
      talk = null
      running = null
      if (!up) failedStarts += 1
      up = false
      if (closed) return
      if (clock.now() - startedAt >= STEADY_AFTER_MS) pause = FIRST_PAUSE_MS
      if (failedStarts >= FAILED_STARTS) able.set(false)
      cancelNext = clock.after(pause, launch)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      onDown(why)
    }
  }

  launch()
  return {
    able,
    get pid() {
      return running?.pid
    },
    get isUp() {
      return up
    },
    ask: (command) => (talk && up ? talk.ask(command) : Promise.reject(new Error('No player runs'))),
    replace: (why) => talk?.end(why),
    async [Symbol.asyncDispose]() {
      closed = true
      cancelNext()
      const last = running
      talk?.end('the agent ends')
      let cancel = () => {}
      const insist = new Promise<void>((resolve) => {
        cancel = clock.after(ENDS_WITHIN_MS, resolve)
      })
      await Promise.race([ended, insist])
      cancel()
      last?.kill()
    },
  }
}
