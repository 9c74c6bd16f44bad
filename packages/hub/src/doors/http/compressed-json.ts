// Long answers are compressed for whoever accepts it: lists of music are mostly the same words again and again.
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance } from 'fastify'

/** What fits into one packet is not sent sooner for being shorter. */
const MIN_LENGTH = 1_400

const packed = promisify(gzip)

export function compressedJson(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const isJson = String(reply.getHeader('content-type') ?? '').startsWith('application/json')
    if (typeof payload !== 'string' || payload.length < MIN_LENGTH || !isJson) return payload
    reply.header('vary', 'accept-encoding')
    if (!acceptsGzip(request.headers['accept-encoding']) || reply.hasHeader('content-encoding'))
      return payload
    reply.header('content-encoding', 'gzip').removeHeader('content-length')
    return packed(payload)
  })
}

/** Named, and not named only to be refused. */
export function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  const named = String(header ?? '')
    .split(',')
    .map((coding) =>
      coding
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
    .find(([name]) => name === 'gzip' || name === 'x-gzip')
  return named !== undefined && !/^q=0(\.0*)?$/.test(named[1] ?? '')
}
