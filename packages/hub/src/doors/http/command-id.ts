import { BatonError, CommandId } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'

/** What programs call the id of a command in a body. */
type Field = 'client_event_uuid' | 'client_op_id'

/** The id in the body or in the header Idempotency-Key; both only where they are the same. Missing: there is none. */
export function commandIdIn({ body, headers }: FastifyRequest, field: Field): CommandId | undefined {
  // Not every route that takes one says in its schema what its body is.
  const inBody = idOf((body as Partial<Record<Field, unknown>> | null | undefined)?.[field], field)
  const inHeader = idOf(headers['idempotency-key'], 'idempotency_key')
  if (inHeader !== undefined && inBody !== undefined && inBody !== inHeader) {
    throw new BatonError('request.invalid', { [field]: 'differs from the header Idempotency-Key' })
  }
  return inHeader ?? inBody
}

function idOf(said: unknown, name: string): CommandId | undefined {
  if (said === undefined || said === null) return undefined
  const id = CommandId.safeParse(said)
  if (!id.success) throw new BatonError('request.invalid', { [name]: 'is not allowed' })
  return id.data
}
