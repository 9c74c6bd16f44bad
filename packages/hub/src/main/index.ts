export { type RunningHub, startHub } from './compose.ts'
export { type Config, readConfig, UsageError } from './config/config.ts'
export { machineChance, machineClock } from './platform/system-clock.ts'
export { uploadRecords } from './upload-records.ts'
