export { type CalledAgentsJob, type CalledAgentsParts, calledAgents } from './called-agents.ts'
export { isWanted, type LoopConditions } from './drive/is-wanted.ts'
export { LOOP_TIMES, type LoopTimes } from './drive/loop-times.ts'
