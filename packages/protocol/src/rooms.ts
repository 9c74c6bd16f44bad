import { z } from 'zod'
import { SessionId } from './ids.ts'

/**
 * A named slice of the log that one may follow. `devices` and `library` mean the follower's own;
 * `session:{id}` is one session with its queue.
 */
export type Room = 'devices' | 'library' | `session:${SessionId}`

export const Room = z.string().transform((text, check): Room => {
  const room = parseRoom(text)
  if (room) return room
  check.issues.push({ code: 'custom', message: 'is not the name of a room', input: text })
  return z.NEVER
})

export function parseRoom(text: string): Room | null {
  if (text === 'devices' || text === 'library') return text
  if (!text.startsWith('session:')) return null
  const id = SessionId.safeParse(text.slice('session:'.length))
  return id.success ? `session:${id.data}` : null
}

export function sessionRoom(sessionId: SessionId): Room {
  return `session:${sessionId}`
}

/** The session a room belongs to, or null for rooms of the household. */
export function sessionOfRoom(room: Room): SessionId | null {
  return room.startsWith('session:') ? (room.slice('session:'.length) as SessionId) : null
}
