import type { z } from 'zod'

/** What the event stream shows of one kind of rooms otherwise than of all. What is missing is as it is of all. */
export interface StreamPart {
  readonly family: string
  /** What plain programs are told of its events beside the events' own fields. */
  readonly beside?: z.core.$ZodShape
  /** How a state of it is shown: in the snapshot itself, or in the list of the rooms of its kind. */
  readonly state?: z.ZodObject
}
