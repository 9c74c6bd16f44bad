export { readSettings, type Settings } from './config/settings.ts'
export { AgentProblem } from './problem.ts'
export { type Outside, runAgent } from './run-agent.ts'
