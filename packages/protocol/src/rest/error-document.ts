import { z } from 'zod'
import { ERRORS } from '../errors.ts'

export const ErrorDocument = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [string, ...string[]]),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
      request_id: z.string(),
    }),
  })
  .meta({
    id: 'Error',
    description: 'Every refusal and failure has this shape; the codes are listed in docs/protocol/errors.md.',
  })
