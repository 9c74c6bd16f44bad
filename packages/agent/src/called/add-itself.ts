// How an agent that listens comes to be known to its hub: an owner types its code, it adds itself, and gives up what it
// was let in with. Rule AG43 in docs/protocol/agent.md.
import { agentContract, templateOf, tokenContract } from '@baton/protocol'
import { pause } from '../pause.ts'
import { AgentProblem } from '../problem.ts'
import { type PairOptions, pair } from '../sign-in/pair.ts'

export interface AddItselfOptions extends PairOptions {
  /** Where the hub finds it. */
  readonly baseUrl: string
  readonly fetching?: typeof fetch
}

/** Adding a device that the hub calls is an owner's right. It is given up as soon as that is done. */
const SCOPE = 'admin'
const ANSWERS_WITHIN_MS = 8_000
const AGAIN_AFTER_MS = 2_000
const ATTEMPTS = 30

/** Throws an AgentProblem where the hub does not take it. */
export async function addItself(options: AddItselfOptions): Promise<void> {
  const { accessToken } = await pair({ ...options, scope: SCOPE })
  try {
    await add(options, accessToken)
  } finally {
    const revoke = templateOf(tokenContract.revoke.endpoint)
    await post(options, revoke, accessToken, { token: accessToken })
  }
}

async function add(options: AddItselfOptions, token: string): Promise<void> {
  const { hub, baseUrl, name, clock, signal } = options
  const path = templateOf(agentContract.add.endpoint)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const { status, code } = await post(options, path, token, { agent_base_url: baseUrl, device_name: name })
    signal.throwIfAborted()
    if (status === agentContract.add.status || code === 'device.agent-known') return
    if (status >= 400 && status < 500 && status !== 429) throw refusedBy(code)
    await pause(clock, AGAIN_AFTER_MS, signal)
  }
  throw new AgentProblem('agent.not-added', `${hub} let this loudspeaker in, and then did not answer.`)
}

function refusedBy(code: string): AgentProblem {
  if (code === 'device.agent-address') {
    const why = 'The hub may not call this machine: --agent-networks of the hub says where it may call.'
    return new AgentProblem(code, why)
  }
  if (code === 'auth.forbidden' || code === 'auth.scope')
    return new AgentProblem('agent.denied', 'Only an owner can let in a loudspeaker that the hub calls.')
  return new AgentProblem(code, `The hub does not take this loudspeaker (${code}).`)
}

/** Status 0: there was no answer. */
async function post(
  { hub, fetching = fetch }: AddItselfOptions,
  path: string,
  token: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly status: number; readonly code: string }> {
  try {
    const answer = await fetching(hub + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    })
    const said = (await answer.json().catch(() => null)) as { error?: { code?: unknown } } | null
    return { status: answer.status, code: String(said?.error?.code ?? 'agent.not-added') }
  } catch {
    return { status: 0, code: 'agent.not-added' }
  }
}
