import { BatonError, CommandId } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'

/** What programs call the id of a command in a body. */
type Field = 'client_event_uuid' | 'client_op_id'

/** The id in the body or in the header Idempotency-Key; both only where they are the same. Missing: there is none. */
export function commandIdIn(request: FastifyRequest, field: Field): CommandId | undefined {
  // The route's schema has looked at it.
  const inBody = (request.body as Partial<Record<Field, CommandId | null>> | undefined)?.[field] ?? undefined
  const header = request.headers['idempotency-key']
  if (header === undefined) return inBody
  const inHeader = CommandId.safeParse(header)
  if (!inHeader.success) throw new BatonError('request.invalid', { idempotency_key: 'is not allowed' })
  if (inBody !== undefined && inBody !== inHeader.data) {
    throw new BatonError('request.invalid', { [field]: 'differs from the header Idempotency-Key' })
  }
  return inHeader.data
}
