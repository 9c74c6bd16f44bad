// What rules come to before anybody makes a playlist of them.
import { playlistRulesContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { SmartPlaylists } from '#engine'

export interface PlaylistRulesDoorParts {
  readonly smart: Pick<SmartPlaylists, 'preview'>
}

export function playlistRulesDoor({ smart }: PlaylistRulesDoorParts): FastifyPluginAsync {
  return async function routes(app) {
    route(app, playlistRulesContract.preview, async (request) => {
      const { rules, playlist_id: playlistId } = request.body
      return toRest(await smart.preview(request.signedIn(), rules, playlistId))
    })
  }
}
