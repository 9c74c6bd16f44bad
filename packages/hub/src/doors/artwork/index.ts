export { artworkDoor } from './artwork-door.ts'
