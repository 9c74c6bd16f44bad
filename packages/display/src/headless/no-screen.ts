import { store } from '@baton/client'
import type { PictureFile, Screen } from '../core/index.ts'

/** How files of the formats that a hub gives out begin. */
const BEGINNINGS = ['\x89PNG', 'GIF8', 'RIFF']

/** Where nobody looks: a picture counts as shown once it is there as a whole. */
export function noScreen(): Screen<PictureFile> {
  return {
    isSeen: store(true),
    async prepare(picture) {
      const beginning = String.fromCharCode(...picture.bytes.subarray(0, 4))
      if (!BEGINNINGS.includes(beginning)) throw new Error('it is no PNG, GIF or WebP')
      return picture
    },
    async show() {},
    release() {},
    look() {},
  }
}
