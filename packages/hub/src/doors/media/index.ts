export { type MediaParts, mediaDoor } from './media-door.ts'
export { type RangeAnswer, type RangeFile, rangeAnswer } from './range.ts'
