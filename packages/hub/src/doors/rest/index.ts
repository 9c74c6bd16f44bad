export { type RestParts, restDoor, type ScanControl } from './rest-door.ts'
