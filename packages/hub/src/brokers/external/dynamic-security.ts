// Who may come in, as it is said to Mosquitto's plugin for that (dynamic-security): questions and answers by topics.
import type { Chance, Clock } from '#engine'

export const CONTROL_TOPIC = '$CONTROL/dynamic-security/v1'
export const CONTROL_ANSWERS = `${CONTROL_TOPIC}/response`

const ANSWERS_WITHIN_MS = 10_000
/** The broker takes nothing larger than what displays may say; a single command may be. */
const MAX_BYTES = 12_000

export interface ControlCommand {
  readonly command: string
  readonly [field: string]: unknown
}

export interface ControlAnswer {
  readonly command: string
  /** In the words of the plugin; missing: it is done. */
  readonly error?: string
  readonly data?: unknown
}

export interface DynamicSecurity {
  /** Answers in their order. Rejects where the broker cannot be reached, or has no such plugin. */
  ask(commands: readonly ControlCommand[]): Promise<readonly ControlAnswer[]>
  /** Something that came to the topic of answers, which other workers are answered by, too. */
  heard(payload: Uint8Array): void
  /** What was asked by then is answered by nobody. */
  abandon(): void
}

export interface DynamicSecurityParts {
  publish(topic: string, payload: string, livesMs: number): boolean
  readonly clock: Pick<Clock, 'after'>
  readonly chance: Pick<Chance, 'uuid'>
}

export function dynamicSecurity({ publish, clock, chance }: DynamicSecurityParts): DynamicSecurity {
  const own = chance.uuid()
  const waiting = new Map<string, (answers: readonly ControlAnswer[] | null) => void>()
  let asked = 0

  function askOnce(commands: readonly ControlCommand[]): Promise<readonly ControlAnswer[]> {
    const correlationData = `${own} ${asked++}`
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ANSWERS_WITHIN_MS, () => settle(null))
      const settle = (answers: readonly ControlAnswer[] | null) => {
        cancel()
        waiting.delete(correlationData)
        if (answers) resolve(answers)
        else reject(new Error('the broker does not say who may come in'))
      }
      waiting.set(correlationData, settle)
      const text = JSON.stringify({ commands: commands.map((one) => ({ ...one, correlationData })) })
      if (!publish(CONTROL_TOPIC, text, ANSWERS_WITHIN_MS)) settle(null)
    })
  }

  return {
    async ask(commands) {
      const answers = []
      for (const some of bySize(commands)) answers.push(...(await askOnce(some)))
      return answers
    },
    heard(payload) {
      const answers = answersIn(payload)
      const [first] = answers
      if (first?.correlationData !== undefined) waiting.get(first.correlationData)?.(answers)
    },
    abandon() {
      for (const settle of [...waiting.values()]) settle(null)
    },
  }
}

function bySize(commands: readonly ControlCommand[]): readonly (readonly ControlCommand[])[] {
  const chunks: ControlCommand[][] = []
  let bytes = MAX_BYTES
  for (const command of commands) {
    const size = Buffer.byteLength(JSON.stringify(command))
    if (bytes + size > MAX_BYTES) {
      chunks.push([])
      bytes = 0
    }
    chunks.at(-1)?.push(command)
    bytes += size
  }
  return chunks
}

interface Answered extends ControlAnswer {
  readonly correlationData?: string
}

function answersIn(payload: Uint8Array): readonly Answered[] {
  try {
    const { responses } = JSON.parse(Buffer.from(payload).toString()) as { readonly responses?: unknown }
    return Array.isArray(responses) ? responses : []
  } catch {
    return []
  }
}
