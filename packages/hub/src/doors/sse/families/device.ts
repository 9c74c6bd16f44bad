import { deviceDocument } from '#doors/http'
import type { StateOf, StreamWords } from '../stream-words.ts'

/** Devices are written as REST answers with them. */
export const deviceWords: StreamWords<StateOf<'devices'>> = {
  family: 'devices',
  documentOf: ({ devices }, { active }) => ({
    devices: devices.map((device) => deviceDocument(device, active)),
  }),
}
