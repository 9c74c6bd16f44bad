export { type RunningHub, startHub } from './compose.ts'
export { type Config, readConfig, UsageError } from './config.ts'
export { machineChance, machineClock } from './machine.ts'
