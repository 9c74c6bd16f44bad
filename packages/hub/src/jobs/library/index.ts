export { ScanSchedule, type ScanScheduleParts } from './schedule/scan-schedule.ts'
export { requestOfHolder, shareAmongWorkers } from './schedule/share-among-workers.ts'
