import type { TagCommand } from '../../tag/commands.ts'
import type { TagTarget } from '../../tag/tag.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { tagEndpoints } from './endpoints.ts'

export const tagRequests: RequestsOf<TagCommand> = {
  'tag.scan': ({ tagId }) => requestTo(tagEndpoints.scan, { body: { tag_id: tagId } }),
  'tag.bind': ({ tagId, target, policy, label, override }) =>
    requestTo(tagEndpoints.bind, {
      body: { tag_id: tagId, ...targetWords(target), policy, label, override },
    }),
  'tag.change': ({ tagId, label, policy, target }) =>
    requestTo(tagEndpoints.change, {
      params: { id: tagId },
      body: { label, policy, ...targetWords(target) },
    }),
  'tag.remove': ({ tagId }) => requestTo(tagEndpoints.remove, { params: { id: tagId } }),
  'tag.start-linking': ({ target, policy, lastsMs, overrides }) =>
    requestTo(tagEndpoints.startLinking, {
      body: { ...targetWords(target), policy, lasts_ms: lastsMs, overrides },
    }),
  'tag.stop-linking': ({ linkingId, target }) =>
    requestTo(tagEndpoints.stopLinking, { body: { linking_id: linkingId, ...targetWords(target) } }),
  'tag.dismiss': ({ tagId }) => requestTo(tagEndpoints.dismiss, { body: { tag_id: tagId } }),
}

function targetWords(target: TagTarget | undefined) {
  if (!target) return {}
  if ('playlistId' in target) return { playlist_id: target.playlistId }
  return 'albumId' in target ? { album_id: target.albumId } : { track_id: target.trackId }
}
