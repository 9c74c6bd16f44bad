import { type Command, type RestRequest, requestFor, type SessionId } from '@baton/protocol'

type OptionalSession<C> = C extends { sessionId: SessionId }
  ? Omit<C, 'sessionId'> & { readonly sessionId?: SessionId }
  : C

/** Every command of the protocol; without a session it is about one's own. */
export type Ask = OptionalSession<Command>

/** The request for a command; the session is needed only where its path names one. */
export function routeOf(ask: Ask, sessionId: SessionId | null): RestRequest {
  return requestFor({ ...ask, sessionId } as Command)
}

/** Does the path of this command name the session? */
export function needsSession({ type }: Ask): boolean {
  return type.startsWith('session.') && type !== 'session.like'
}
