export { type HealthWatchParts, healthWatch, LOOK_EVERY_MS, type RunningHealth } from './health-watch.ts'
export { type HouseholdLooks, type Look, seldom, type WorkerLooks } from './look.ts'
export { findProgram } from './looks/find-program.ts'
export { audioFinding, libraryFinding, nfcFinding, scannerFinding } from './looks/household.ts'
export {
  bellLook,
  converterLook,
  databaseLook,
  diskLook,
  downloadsLook,
  mqttLook,
  processLook,
} from './looks/worker.ts'
