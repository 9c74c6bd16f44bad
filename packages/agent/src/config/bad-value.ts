import { AgentProblem } from '../problem.ts'

export function bad(flag: string, what: string): AgentProblem {
  return new AgentProblem('agent.bad-value', `--${flag} ${what}.`)
}
