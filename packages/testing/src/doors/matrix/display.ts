import { registeredDisplay } from '../../displays/display-client.ts'
import type { MatrixPart } from './matrix-part.ts'

/** A display of hers, with the credentials that it has fetched. */
export const displayPart: MatrixPart = {
  async thingsOf(ada, hub) {
    const { playerKey, apiToken } = await registeredDisplay(hub, ada, 'Marked Frame')
    return { display: playerKey, displayToken: apiToken }
  },
  secret: ['display', 'displayToken'],
  pathIds: { '/api/player/{key}': { thing: 'display', whose: 'hers' } },
  // Chosen by the caller; and the number of an artwork, which is public.
  fields: { request_id: null, post_id: null },
  plain: { registration_code: 'ABCDEF', request_type: 'get_post', command: 'swap_next' },
}
