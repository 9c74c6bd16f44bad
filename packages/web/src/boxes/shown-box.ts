import { store } from '@baton/client'
import { SessionId } from '@baton/protocol'

const KEY = 'baton.shown-session'

const shown = store<SessionId | null>(kept())

/** Of which box this window shows the session; null: one's own. A window that is loaded anew shows the same. */
export const shownBox = {
  get: shown.get,
  subscribe: shown.subscribe,
  set(sessionId: SessionId | null): void {
    shown.set(sessionId)
    try {
      if (sessionId === null) sessionStorage.removeItem(KEY)
      else sessionStorage.setItem(KEY, sessionId)
    } catch {
      // A browser that keeps nothing shows one's own music again.
    }
  },
}

function kept(): SessionId | null {
  try {
    return SessionId.safeParse(sessionStorage.getItem(KEY)).data ?? null
  } catch {
    return null
  }
}
