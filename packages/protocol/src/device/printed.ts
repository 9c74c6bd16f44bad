import { z } from 'zod'

/** Of a longer output the end is told. */
export const MAX_PRINTED = 4_000

/** What the player of a device has printed of what it plays, all of it so far. */
export const Printed = z.object({
  /** Another one for each thing that it plays. */
  playing: z.string().min(1).max(64),
  text: z.string().max(MAX_PRINTED),
  /** It has come to its end. */
  complete: z.boolean(),
})
export type Printed = Readonly<z.infer<typeof Printed>>
