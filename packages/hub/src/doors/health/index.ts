export { healthDoor } from './health-door.ts'
