export { type UploadBytesParts, uploadBytesDoor } from './upload-bytes-door.ts'
