import type { Clock } from '@baton/client'
import { DEVICE_GRANT, type Tokens } from '@baton/protocol'
import { pause } from '../pause.ts'
import { AgentProblem } from '../problem.ts'
import type { TokenDesk } from './ask-for-tokens.ts'

export interface PairOptions {
  readonly hub: string
  readonly name: string
  readonly desk: TokenDesk
  readonly clock: Clock
  /** For the person in front of the terminal. */
  readonly show: (text: string) => void
  readonly signal: AbortSignal
  /** What it wants to be let in for; `read control` by default. */
  readonly scope?: string
  /** It wants to be a box of the household; missing: a program of whoever lets it in. */
  readonly isBox?: boolean
}

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000
const SLOWER_MS = 5_000
const MOST_SECONDS = 3_600

/** Shows a short code until somebody has let this agent in (RFC 8628). A code that nobody typed is followed by another. */
export async function pair(options: PairOptions): Promise<Tokens> {
  for (;;) {
    const asked = await askForCode(options)
    options.show(invitation(options.hub, asked.userCode))
    const tokens = await waitForTokens(options, asked)
    if (tokens !== null) return tokens
  }
}

interface Code {
  readonly deviceCode: string
  readonly userCode: string
  readonly expiresIn: number
  readonly interval: number
}

async function askForCode({
  hub,
  name,
  desk,
  clock,
  show,
  signal,
  scope = 'read control',
  isBox = false,
}: PairOptions): Promise<Code> {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
    signal.throwIfAborted()
    const answer = await desk.code({ client_name: name, scope, ...(isBox && { client_kind: 'box' }) })
    if (answer.kind === 'given') return answer.value
    if (answer.kind === 'refused') {
      throw new AgentProblem(answer.why, `${hub} does not let programs ask for a code (${answer.why}).`)
    }
    if (wait === FIRST_PAUSE_MS) show(`No hub answers at ${hub}. Trying on.\n`)
    await pause(clock, wait, signal)
  }
}

/** Null: the code is too old. */
async function waitForTokens({ desk, clock, signal }: PairOptions, code: Code): Promise<Tokens | null> {
  let every = Math.max(1, Math.min(code.interval, 60)) * 1_000
  const until = clock.now() + Math.min(code.expiresIn, MOST_SECONDS) * 1_000
  while (clock.now() < until) {
    await pause(clock, every, signal)
    signal.throwIfAborted()
    const answer = await desk.tokens({ grant_type: DEVICE_GRANT, device_code: code.deviceCode })
    if (answer.kind === 'given') return answer.value
    if (answer.kind === 'nothing' || answer.why === 'authorization_pending') continue
    if (answer.why === 'expired_token') return null
    if (answer.why !== 'slow_down') {
      throw new AgentProblem('agent.denied', 'Somebody has refused to let this loudspeaker in.')
    }
    every += SLOWER_MS
  }
  return null
}

/** The address is the one that this agent was given: what an answer says of addresses is for nobody to follow blindly. */
function invitation(hub: string, userCode: string): string {
  const code = userCode.replace(/[^\w-]/g, '').slice(0, 20)
  return [
    '',
    `To let this loudspeaker in, open  ${hub}/#/link`,
    `and type  ${code.replace(/^(.{4})(.{4})$/, '$1-$2')}`,
    `(or open  ${hub}/#/link?code=${code})`,
    '',
    '',
  ].join('\n')
}
