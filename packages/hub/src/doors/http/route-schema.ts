import { ERRORS } from '@baton/protocol'
import { z } from 'zod'

export const ErrorDocument = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [string, ...string[]]),
      message: z.string(),
      details: z.record(z.string(), z.json()).optional(),
      request_id: z.string(),
    }),
  })
  .describe('Every refusal and failure has this shape; the codes are listed in docs/protocol/errors.md.')

/** What every route says of itself: the group it belongs to, what it does, what it answers. */
export function routeSchema(about: {
  readonly tag: string
  readonly summary: string
  readonly answer?: z.ZodType
  readonly status?: 200 | 201 | 202 | 204
  readonly description?: string
}) {
  const { tag, summary, answer, status = 200, description } = about
  return {
    tags: [tag],
    summary,
    ...(description && { description }),
    response: responses({ [status]: answer ?? z.null().describe('Nothing'), default: ErrorDocument }),
  }
}

/** Documents the answers without typing the handlers by them: answers are written in the door's words, see documents.ts. */
function responses(
  schemas: Readonly<Record<string, z.ZodType>>,
): Readonly<Record<string, z.ZodType<unknown>>> {
  return schemas
}
