import type { Duplex } from 'node:stream'
import type { Clock } from '@baton/client'
import { lineSplitter } from '../line-splitter.ts'

/** Something that mpv says unasked; which fields it has depends on `event`. */
export interface MpvEvent {
  readonly event: string
  readonly name?: string
  readonly data?: unknown
  readonly reason?: string
  readonly file_error?: string
  readonly playlist_entry_id?: number
  readonly level?: string
  readonly prefix?: string
  readonly text?: string
}

/** Words in their order, or the fields by name. */
export type MpvCommand = readonly unknown[] | Readonly<Record<string, unknown>>

/** mpv said no, or nothing any more. */
export class MpvRefusal extends Error {}

/** One conversation with one running mpv. It ends for good, once: with the connection, or when mpv makes no sense. */
export interface Conversation {
  /** Answers in the order in which was asked, events in between where they happened. */
  ask(command: MpvCommand): Promise<unknown>
  readonly isOver: boolean
  end(why: string): void
}

export interface ConversationOptions {
  readonly stream: Duplex
  readonly clock: Clock
  readonly onEvent: (event: MpvEvent) => void
  readonly onEnd: (why: string) => void
  /** How long mpv may take to answer. */
  readonly answersWithinMs?: number
}

interface Question {
  readonly settle: (answer: { readonly error?: unknown; readonly data?: unknown }) => void
  readonly fail: (error: Error) => void
  readonly cancelDeadline: () => void
}

const ANSWERS_WITHIN_MS = 5_000
/** A player that lets so many questions wait does not listen any more. */
export const MAX_QUESTIONS = 256
/** A line that does not end within this many characters is not one of the player's. */
export const LONGEST_LINE = 1_048_576

/** Speaks mpv's JSON protocol over a connection that nobody else has. */
export function converse({
  stream,
  clock,
  onEvent,
  onEnd,
  answersWithinMs = ANSWERS_WITHIN_MS,
}: ConversationOptions): Conversation {
  const questions = new Map<number, Question>()
  let asked = 0
  let over = false

  function end(why: string): void {
    if (over) return
    over = true
    stream.destroy()
    for (const { fail, cancelDeadline } of questions.values()) {
      cancelDeadline()
      fail(new MpvRefusal(`The player is gone: ${why}`))
    }
    questions.clear()
    onEnd(why)
  }

  function take(line: string): void {
    const said = objectOf(line)
    if (said === null) {
      end('it said something that is no message')
      return
    }
    if (typeof said.event === 'string') {
      onEvent(said as unknown as MpvEvent)
      return
    }
    const question = questions.get(Number(said.request_id))
    if (question === undefined) return
    questions.delete(Number(said.request_id))
    question.cancelDeadline()
    question.settle(said)
  }

  const split = lineSplitter((line) => {
    if (!over) take(line)
  }, LONGEST_LINE)
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    try {
      split(text)
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      end('it said a line without end')
    }
  })
  stream.on('error', () => end('the connection broke'))
  stream.on('close', () => end('the connection was closed'))

  return {
    ask(command) {
      if (over) return Promise.reject(new MpvRefusal('The player is gone'))
      if (questions.size >= MAX_QUESTIONS) {
        end('too many questions wait')
        return Promise.reject(new MpvRefusal('The player does not answer'))
      }
      const id = ++asked
      return new Promise((resolve, reject) => {
        const cancelDeadline = clock.after(answersWithinMs, () => end('it does not answer'))
        const settle: Question['settle'] = ({ error, data }) => {
          if (error === 'success') resolve(data)
          else reject(new MpvRefusal(String(error)))
        }
        questions.set(id, { settle, fail: reject, cancelDeadline })
        stream.write(`${JSON.stringify({ command, request_id: id })}\n`)
      })
    },
    get isOver() {
      return over
    },
    end,
  }
}

function objectOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const said: unknown = JSON.parse(line)
    return typeof said === 'object' && said !== null ? (said as Record<string, unknown>) : null
  } catch {
    return null
  }
}
