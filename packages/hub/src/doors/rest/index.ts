export { libraryDoor } from './library-door.ts'
export { REST_ROUTES, type RestParts, type RestRoutes, restDoor, type ScanControl } from './rest-door.ts'
export { commanded, receiptDocument } from './shared/answer-command.ts'
