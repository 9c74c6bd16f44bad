// What programs of a music box are answered over HTTP: everything in one envelope, refusals too.
import { type BatonError, ERRORS, type ErrorDetails, toRest } from '@baton/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errorTypeOf } from './error-types.ts'
import { headRefusal, refusalOf } from './errors.ts'

export function inEnvelope(
  request: FastifyRequest,
  message: string,
  data: object,
  more: object = {},
): object {
  return { status: 'success', message, data, ...more, timestamp: Date.now(), request_id: request.id }
}

/** Whatever is refused below `app`. `more`: fields beside those that every refusal has. */
export function refusalsInEnvelope(
  app: FastifyInstance,
  more: (request: FastifyRequest, refused: BatonError) => object | Promise<object> = () => ({}),
): void {
  app.setErrorHandler(async (error, request, reply) => {
    const refused = refusalOf(error as Error)
    const { code, details } = refused
    if (code === 'hub.internal') request.log.error({ err: error }, 'a request failed')
    const beside = await more(request, refused)
    return headRefusal(reply, request, refused).send({
      status: 'error',
      message: ERRORS[code].message,
      error_type: errorTypeOf(code),
      details: { code, ...(toRest(details ?? {}) as ErrorDetails) },
      ...beside,
      timestamp: Date.now(),
      request_id: request.id,
    })
  })
}
