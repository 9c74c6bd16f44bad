import { BatonError } from '@baton/protocol'
import type { FastifyInstance } from 'fastify'

/** JSON is the only language of bodies; no body at all is an empty object. */
export function bodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    async (_request: unknown, text: string) => {
      if (text.trim() === '') return {}
      try {
        return withoutPrototypes(JSON.parse(text))
      } catch (error) {
        throw new BatonError('request.malformed', undefined, { cause: error })
      }
    },
  )
}

/** Keys that would reach into an object's prototype have no business in a request. */
function withoutPrototypes(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && hasOddKey(value, 0)) {
    throw new SyntaxError('a key is not allowed')
  }
  return value
}

const MAX_DEPTH = 32

function hasOddKey(value: object, depth: number): boolean {
  if (depth > MAX_DEPTH) return true
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor') return true
    if (typeof inner === 'object' && inner !== null && hasOddKey(inner, depth + 1)) return true
  }
  return false
}
