import { BoundedMap } from '@baton/protocol/bounded-map'
import { Refusal } from './refusal.ts'
import { commandIn, type ToldCommand } from './told-command.ts'

/** A broker may bring a command twice. */
const MAX_REMEMBERED = 64

/** At the topic `command/ack`. */
export interface Answered {
  readonly command_id: string
  readonly success: boolean
  readonly error?: string
}

export interface AnswerCommandsParts {
  /** Rejects with a Refusal where it is not done. */
  readonly carryOut: (command: ToldCommand) => Promise<void>
  readonly say: (answer: Answered) => Promise<void>
  readonly onAnswered: (name: string, refused: string | null) => void
  readonly onFailure: (error: unknown) => void
}

/** Carries each command out once and says what became of it, however often it comes. What cannot be read is passed over. */
export function answerCommands(parts: AnswerCommandsParts): (message: unknown) => void {
  const answers = new BoundedMap<string, Promise<Answered>>({ most: MAX_REMEMBERED })

  async function carriedOut(commandId: string, command: ToldCommand | null): Promise<Answered> {
    const refused = command ? await refusalOf(parts.carryOut(command)) : 'This display cannot do that.'
    parts.onAnswered(command?.name ?? 'unknown', refused)
    if (refused === null) return { command_id: commandId, success: true }
    return { command_id: commandId, success: false, error: refused }
  }

  async function refusalOf(work: Promise<void>): Promise<string | null> {
    try {
      await work
      return null
    } catch (error) {
      if (error instanceof Refusal) return error.message
      parts.onFailure(error)
      return 'This display failed.'
    }
  }

  return (message) => {
    const told = commandIn(message)
    if (!told) return
    const { commandId, command } = told
    const answer = answers.get(commandId) ?? carriedOut(commandId, command)
    answers.set(commandId, answer)
    // Whoever asked is told nothing where the connection has ended: the hub then knows that none will come.
    answer.then(parts.say).catch(() => {})
  }
}
