export { type HealthParts, healthDoor } from './health-door.ts'
