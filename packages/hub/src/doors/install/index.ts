export { type AgentFiles, agentFiles, type NodePackage } from './agent-files.ts'
export { type InstallParts, installDoor } from './install-door.ts'
