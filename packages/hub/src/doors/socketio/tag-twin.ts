// The routes about tags, each with the command behind it.
import { musicBoxContract as contract, type Route, type TagCommand } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import type { RequestOf } from '#doors/http'

export interface TagTwin {
  readonly declared: Route
  /** What is said when it went well. */
  readonly message: string
  readonly commandOf: (request: FastifyRequest) => TagCommand
}

export const TAG_TWINS: readonly TagTwin[] = [
  twin(contract.associateTag, 'Associated', ({ body }) => {
    const { tag_id: tagId, playlist_id: playlistId, force, timeout_s: seconds } = body
    const target = { playlistId }
    return tagId
      ? { type: 'tag.bind', tagId, target, override: force }
      : { type: 'tag.start-linking', target, overrides: force, lastsMs: Math.round(seconds * 1_000) }
  }),
  twin(contract.forgetTag, 'Association removed', ({ params }) => ({
    type: 'tag.remove',
    tagId: params.tag,
  })),
  twin(contract.scanTag, 'Tag seen', ({ body }) => ({ type: 'tag.scan', tagId: body.tag_id })),
  twin(contract.stopLinking, 'Association stopped', ({ params }) => ({
    type: 'tag.stop-linking',
    linkingId: params.id,
  })),
]

/** The route has checked the request against its own declaration. */
function twin<R extends Route>(
  declared: R,
  message: string,
  commandOf: (request: RequestOf<R>) => TagCommand,
): TagTwin {
  return { declared, message, commandOf: (request) => commandOf(request as RequestOf<R>) }
}
