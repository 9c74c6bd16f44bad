export { libraryDoor } from './library-door.ts'
export { restDoor } from './rest-door.ts'
export type { RestParts, ScanControl } from './shared/rest-routes.ts'
