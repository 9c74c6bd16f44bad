import { z } from 'zod'
import { CommandId } from '../values/ids.ts'

/** The field of every body by which a command is recognised. */
export const event = {
  client_event_uuid: CommandId.optional().describe(
    'Chosen by the client: sent again with the same body it has no second effect. Also as the header Idempotency-Key.',
  ),
}

/** Of a route that needs to be told nothing else. */
export const CommandBody = z.strictObject(event)
