import type { Command, RestRequest, SessionId } from '@baton/protocol'
import { KNOWN_FAMILIES, type KnownFamilies } from '../known-families.ts'

type OptionalSession<C> = C extends { sessionId: SessionId }
  ? Omit<C, 'sessionId'> & { readonly sessionId?: SessionId }
  : C

/** Every command of the protocol; without a session it is about one's own. */
export type Ask = OptionalSession<Command>

type Requests = KnownFamilies['requests']

/** The request for a command; the session is needed only where its path names one. */
export function routeOf(
  ask: Ask,
  sessionId: SessionId | null,
  requests: Requests = KNOWN_FAMILIES.requests,
): RestRequest {
  const request = requests[ask.type]
  if (!request) throw new Error(`No family knows the command ${ask.type}`)
  return request({ ...ask, sessionId })
}

const SOME_SESSION = '00000000-0000-4000-8000-00000000feed' as SessionId

/** Does the path of this command name the session? Then it names whichever one it is given. */
export function needsSession(ask: Ask, requests?: Requests): boolean {
  return routeOf(ask, SOME_SESSION, requests).path.includes(SOME_SESSION)
}
