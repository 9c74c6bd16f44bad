export { libraryDoor } from './library-door.ts'
export { REST_ROUTES, restDoor } from './rest-door.ts'
export { commanded, receiptDocument } from './shared/answer-command.ts'
export type { RestParts, RestRoutes, ScanControl } from './shared/rest-routes.ts'
