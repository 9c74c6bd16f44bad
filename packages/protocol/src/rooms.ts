import { z } from 'zod'
import { PlaylistId, SessionId } from './values/ids.ts'

/**
 * A named slice of the log that one may follow. `devices` and `library` mean the follower's own, `playlists` the list
 * of those that it may see; `session:{id}` is one session with its queue, `playlist:{id}` one playlist.
 */
export type Room = 'devices' | 'library' | 'playlists' | `session:${SessionId}` | `playlist:${PlaylistId}`

export const Room = z.string().transform((text, check): Room => {
  const room = parseRoom(text)
  if (room) return room
  check.issues.push({ code: 'custom', message: 'is not the name of a room', input: text })
  return z.NEVER
})

export function parseRoom(text: string): Room | null {
  if (text === 'devices' || text === 'library' || text === 'playlists') return text
  if (text.startsWith('playlist:')) {
    const id = PlaylistId.safeParse(text.slice('playlist:'.length))
    return id.success ? playlistRoom(id.data) : null
  }
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

export function playlistRoom(playlistId: PlaylistId): Room {
  return `playlist:${playlistId}`
}

/** The playlist a room belongs to, or null for other rooms. */
export function playlistOfRoom(room: Room): PlaylistId | null {
  return room.startsWith('playlist:') ? (room.slice('playlist:'.length) as PlaylistId) : null
}
