import { BatonError, type Command, CommandId, type Receipt, type SessionId, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { refusal, sessionDocument } from '#doors/http'
import type { Engine, Principal } from '#engine'

export type Accepted = Extract<Receipt, { readonly outcome: 'accepted' }>
type Body = { readonly client_event_uuid?: CommandId | undefined } | undefined

/** Executes, and throws what was refused: errors leave through the one error shape. */
export async function commanded(
  engine: Engine,
  request: FastifyRequest,
  command: Command,
): Promise<Accepted> {
  const principal = request.signedIn()
  return accepted(await engine.execute(principal, command, commandIdOf(request)))
}

export function accepted(receipt: Receipt): Accepted {
  if (receipt.outcome === 'accepted') return receipt
  throw refusal(receipt)
}

/** The answer of every route that changes the session: the session as it is now, and the receipt. */
export async function answered(engine: Engine, principal: Principal, receipt: Accepted): Promise<object> {
  return { ...(await sessionNow(engine, principal)), receipt: receiptDocument(receipt) }
}

export async function sessionNow(engine: Engine, principal: Principal): Promise<object> {
  const reading = await engine.session(principal, principal.sessionId)
  if (!reading) throw new BatonError('session.not-found')
  return sessionDocument(reading, engine.tickets.forFollower(principal, reading.session))
}

export function receiptDocument({ commandId, seq, revision, changed, result }: Accepted): object {
  return toRest({ commandId, seq, revision, changed, result }) as object
}

/** A path may name the session by its own id or by its user's; another's is as unknown as one that never was. */
export function ownSession(principal: Principal, id: string): SessionId {
  const name = id.toLowerCase()
  if (name === principal.sessionId || name === principal.userId) return principal.sessionId
  throw new BatonError('session.not-found')
}

function commandIdOf(request: FastifyRequest): CommandId | undefined {
  const inBody = (request.body as Body)?.client_event_uuid
  const header = request.headers['idempotency-key']
  if (header === undefined) return inBody
  const inHeader = CommandId.safeParse(header)
  if (!inHeader.success) throw new BatonError('request.invalid', { idempotency_key: 'is not allowed' })
  if (inBody !== undefined && inBody !== inHeader.data) {
    throw new BatonError('request.invalid', { client_event_uuid: 'differs from the header Idempotency-Key' })
  }
  return inHeader.data
}
