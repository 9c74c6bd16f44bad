export { agentDoor, type CallsAgents } from './agent-door.ts'
