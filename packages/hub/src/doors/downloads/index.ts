export { boxDownloadDoor } from './box-download-door.ts'
