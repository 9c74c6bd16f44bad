export { libraryDoor } from './library-door.ts'
export { type RestParts, restDoor, type ScanControl } from './rest-door.ts'
