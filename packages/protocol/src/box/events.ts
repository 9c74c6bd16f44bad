import { z } from 'zod'
import { SessionId } from '../values/ids.ts'
import { BoxView } from './box.ts'

export const BoxEvent = z.discriminatedUnion('type', [
  /** It is new in the list, or its device is another one now. */
  z.object({ type: z.literal('box.changed'), box: BoxView }),
  z.object({ type: z.literal('box.removed'), sessionId: SessionId }),
])
export type BoxEvent = Readonly<z.infer<typeof BoxEvent>>
