/**
 * 2: something that was set is wrong, and starting again changes nothing. 3 and 4: the agent has to be let in (again).
 * Everything else ends with 1.
 */
const EXIT_CODES: Readonly<Record<string, number>> = {
  'agent.unknown-option': 2,
  'agent.bad-value': 2,
  'agent.several-hubs': 2,
  'agent.no-box': 2,
  'agent.other-hub': 2,
  'agent.state-folder': 2,
  'agent.already-runs': 2,
  'agent.cannot-listen': 2,
  'agent.buttons': 2,
  'agent.denied': 3,
  'agent.signed-out': 4,
}

/** What a person has to put right: one line with its code, and the exit code that the agent ends with. */
export class AgentProblem extends Error {
  /** One of the agent's own, or the hub's. */
  readonly code: string
  readonly exitCode: number

  constructor(code: string, message: string) {
    super(message)
    this.name = 'AgentProblem'
    this.code = code
    this.exitCode = EXIT_CODES[code] ?? 1
  }
}
