// Artwork over HTTP. Rules in docs/protocol/artwork.md.
import {
  artworkContract,
  artworkEndpoints,
  BatonError,
  type CommandId,
  type ErrorDetails,
  MAX_ARTWORK_BYTES,
  pathTo,
  toRest,
  UploadFields,
} from '@baton/protocol'
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { commandIdIn, route } from '#doors/http'
import type { Artwork, ArtworkDesk } from '#engine'
import { fileIn, readForm, textIn } from './form.ts'
import { limitForms } from './forms-at-once.ts'

/** The largest picture, and what a form has beside it. */
const FORM_BYTES = MAX_ARTWORK_BYTES + 64 * 1024
const IMAGE_CACHE = 'private, max-age=86400'

export interface ArtworkDoorParts {
  readonly artwork: Pick<Artwork, 'image'>
  readonly desk: ArtworkDesk
}

export function artworkDoor({ artwork, desk }: ArtworkDoorParts): FastifyPluginAsync {
  return async function routes(app) {
    await app.register(async (forms) => uploadRoute(forms, desk))

    route(app, artworkContract.list, async (request) => {
      const { channel_user_sqid: channelUserSqid, channel_hashtag: channelHashtag, ...query } = request.query
      return toRest(await desk.list(request.signedIn(), { ...query, channelUserSqid, channelHashtag }))
    })
    route(app, artworkContract.read, async (request) =>
      toRest({ post: await desk.read(request.signedIn(), request.params.post_id) }),
    )
    route(app, artworkContract.change, async (request) => {
      const { title, description, hashtags, visibility } = request.body
      const changes = { title, description, hashtags, visibility }
      return toRest({ post: await desk.change(request.signedIn(), request.params.post_id, changes) })
    })
    route(app, artworkContract.delete, async (request) =>
      toRest({ post: await desk.delete(request.signedIn(), request.params.post_id) }),
    )
    route(app, artworkContract.restore, async (request) =>
      toRest({ post: await desk.restore(request.signedIn(), request.params.post_id) }),
    )
    route(app, artworkContract.promote, async (request) => {
      const { promoted } = request.body
      return toRest({ post: await desk.promote(request.signedIn(), request.params.post_id, promoted) })
    })
    route(app, artworkContract.react, async (request) => {
      const { emoji } = request.body
      return toRest({ post: await desk.react(request.signedIn(), request.params.post_id, emoji) })
    })
    route(app, artworkContract.unreact, async (request) => {
      const { post_id: postId, emoji } = request.params
      return toRest({ post: await desk.unreact(request.signedIn(), postId, emoji) })
    })

    route(app, artworkContract.image, async (request, reply) => {
      const { params, query } = request
      const image = await artwork.image(request.signedIn(), params.post_id, query)
      reply.header('etag', image.etag).header('cache-control', IMAGE_CACHE)
      if (request.headers['if-none-match']?.includes(image.etag)) return reply.code(304).send()
      return reply.type(image.mime).send(Buffer.from(image.bytes))
    })
  }
}

/** The only route whose body is a form: it is read whole, since a picture is drawn whole. */
function uploadRoute(app: FastifyInstance, desk: ArtworkDesk): void {
  limitForms(app)
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: FORM_BYTES },
    async (_request: FastifyRequest, body: Buffer) => body,
  )
  route(app, artworkContract.upload, async (request, reply) => {
    const principal = request.signedIn()
    const { body, headers } = request
    if (!Buffer.isBuffer(body)) throw new BatonError('request.unsupported-type')
    const form = await readForm(body, headers['content-type'] ?? '')
    const fields = UploadFields.safeParse(fieldsIn(form))
    if (!fields.success) throw new BatonError('request.invalid', problems(fields.error))
    const image = await fileIn(form, 'image')
    const post = await desk.upload(principal, { ...fields.data, image }, idOf(request, form))
    reply.code(201).header('location', pathTo(artworkEndpoints.read, { post_id: String(post.postId) }))
    return toRest({ post })
  })
}

const FIELDS = ['title', 'description', 'hashtags', 'visibility'] as const

function fieldsIn(form: FormData): Readonly<Record<string, string>> {
  const given = FIELDS.map((name) => [name, textIn(form, name)] as const)
  return Object.fromEntries(given.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])))
}

/** In the shape in which every other body is refused. */
function problems({ issues }: z.ZodError): ErrorDetails {
  return { issues: issues.map(({ path, message }) => ({ path: `/${path.join('/')}`, message })) }
}

/** In the form, or as the header Idempotency-Key. */
function idOf({ headers }: FastifyRequest, form: FormData): CommandId | undefined {
  const body = { client_event_uuid: textIn(form, 'client_event_uuid') }
  return commandIdIn({ body, headers } as unknown as FastifyRequest, 'client_event_uuid')
}
