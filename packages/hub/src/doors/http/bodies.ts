import { BatonError } from '@baton/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const MAX_DEPTH = 32

/** JSON objects are the only language of bodies; no body at all is an empty object. */
export function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => (text.trim() === '' ? {} : checked(parsed(text))),
  )
  // Whatever `curl -d` sends it calls a form: of an empty body the type does not matter, and JSON is read as such.
  app.addContentTypeParser('*', { parseAs: 'string' }, async (request: FastifyRequest, text: string) => {
    const body = text.trim()
    if (body === '') return {}
    if (!isForm(request) || !body.startsWith('{')) throw new BatonError('request.unsupported-type')
    return checked(parsed(body))
  })
  app.addHook('preValidation', async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') request.body ??= {}
  })
}

function isForm({ headers }: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new BatonError('request.malformed', undefined, { cause: error })
  }
}

function checked(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BatonError('request.invalid', { body: 'must be an object' })
  }
  if (hasOddKey(value, 0)) throw new BatonError('request.malformed')
  return value
}

/** Keys that would reach into an object's prototype, and endless nesting, have no business in a request. */
function hasOddKey(value: object, depth: number): boolean {
  if (depth > MAX_DEPTH) return true
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor') return true
    if (typeof inner === 'object' && inner !== null && hasOddKey(inner, depth + 1)) return true
  }
  return false
}
