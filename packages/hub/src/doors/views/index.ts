export { type ViewDoorParts, viewDoor } from './view-door.ts'
