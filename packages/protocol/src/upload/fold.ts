import type { BatonEvent } from '../events.ts'
import { compareTexts } from '../values/text.ts'
import type { UploadEvent } from './events.ts'
import type { UploadView } from './upload.ts'

/** The list of uploads stands in the order in which they were begun. */
export function foldUploads(uploads: readonly UploadView[], event: UploadEvent): UploadView[] {
  const id = event.type === 'upload.removed' ? event.uploadId : event.upload.uploadId
  const others = uploads.filter((upload) => upload.uploadId !== id)
  return event.type === 'upload.removed' ? others : [...others, event.upload].sort(byBeginning)
}

/** Of those that began in one millisecond, by their ids. */
export function byBeginning(a: UploadView, b: UploadView): number {
  return a.createdAt - b.createdAt || compareTexts(a.uploadId, b.uploadId)
}

export function isUploadEvent(event: BatonEvent): event is UploadEvent {
  return event.type.startsWith('upload.')
}
