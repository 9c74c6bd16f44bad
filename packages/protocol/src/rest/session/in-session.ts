import { z } from 'zod'
import { SessionId } from '../../values/ids.ts'
import { event } from '../command-body.ts'

/** The field by which a body names a session that is not one's own. */
export const inSession = {
  session_uuid: SessionId.optional().describe('Of a box of the household; missing: your own.'),
}

/** Of a route that needs to be told nothing but that. */
export const InSession = z.strictObject({ ...inSession, ...event })
