import { z } from 'zod'
import { SessionId } from './ids.ts'

/**
 * A named slice of the log that one may follow. `devices` and `library` mean the follower's own;
 * `session:{id}` and `queue:{id}` name a session.
 */
export type Room = 'devices' | 'library' | `session:${SessionId}` | `queue:${SessionId}`

export const Room = z.string().transform((text, check): Room => {
  const room = parseRoom(text)
  if (room) return room
  check.issues.push({ code: 'custom', message: 'is not the name of a room', input: text })
  return z.NEVER
})

export function parseRoom(text: string): Room | null {
  if (text === 'devices' || text === 'library') return text
  const colon = text.indexOf(':')
  const family = text.slice(0, colon)
  const id = SessionId.safeParse(text.slice(colon + 1))
  if (!id.success || (family !== 'session' && family !== 'queue')) return null
  return `${family}:${id.data}`
}

export function sessionRoom(sessionId: SessionId): Room {
  return `session:${sessionId}`
}

export function queueRoom(sessionId: SessionId): Room {
  return `queue:${sessionId}`
}

/** The session a room belongs to, or null for rooms of the household. */
export function sessionOfRoom(room: Room): SessionId | null {
  const colon = room.indexOf(':')
  return colon < 0 ? null : (room.slice(colon + 1) as SessionId)
}
