export { type CalledAgentsJob, type CalledAgentsParts, calledAgents } from './called-agents.ts'
export { LOOP_TIMES, type LoopTimes } from './drive/times.ts'
