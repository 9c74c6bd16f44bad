import {
  BatonError,
  type Command,
  type CommandId,
  type Receipt,
  type SessionId,
  toRest,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { commandIdIn, refusal, sessionDocument } from '#doors/http'
import {
  actorIn,
  type Engine,
  type Executed,
  type Principal,
  type SessionReading,
  type StateAfter,
} from '#engine'

export type Accepted = Extract<Receipt, { readonly outcome: 'accepted' }>

/** What a route that executes a command answers with. */
export interface Done {
  readonly receipt: Accepted
  readonly after: StateAfter
}

/** Executes, and throws what was refused: errors leave through the one error shape. */
export async function commanded(engine: Engine, request: FastifyRequest, command: Command): Promise<Done> {
  return done(await engine.executeAndShow(request.signedIn(), command, commandIdOf(request)))
}

/** Where such a route has nothing to execute it counts all the same. */
export async function counted(engine: Engine, request: FastifyRequest): Promise<void> {
  const refused = await engine.rates.count('control', request.signedIn().userId)
  if (refused) throw refusal(refused)
}

export function done({ receipt, after }: Executed): Done {
  if (receipt.outcome === 'rejected') throw refusal(receipt)
  if (!after) throw new BatonError('hub.internal')
  return { receipt, after }
}

/** The answer of every route that changes the session: the session as it is behind the command, and the receipt. */
export function answered(engine: Engine, principal: Principal, { receipt, after }: Done): object {
  return { ...sessionShown(engine, principal, after.session), receipt: receiptDocument(receipt) }
}

export function sessionShown(engine: Engine, principal: Principal, reading: SessionReading | null): object {
  if (!reading) throw new BatonError('session.not-found')
  return sessionDocument(reading, engine.tickets.forFollower(principal, reading.session))
}

export function receiptDocument({ commandId, seq, revision, changed, result }: Accepted): object {
  return toRest({ commandId, seq, revision, changed, result }) as object
}

/**
 * A session as a path or a body names it, by its own id or by its user's: one's own, or a box's. Another's is as unknown
 * as one that never was. Missing: one's own.
 */
export function ownSession(principal: Principal, id: string = principal.sessionId): SessionId {
  const actor = actorIn(principal, id)
  if (!actor) throw new BatonError('session.not-found')
  return actor.sessionId
}

export function commandIdOf(request: FastifyRequest): CommandId | undefined {
  return commandIdIn(request, 'client_event_uuid')
}
