import type { PlaylistId, SessionId, TrackSource, UserId } from '@baton/protocol'
import { type AnyCommand, type AnyPlaylistCommand, needsQueue } from '#domain'
import type { Needs } from '../ports/store.ts'

/** What has to be loaded to decide a command for this user. */
export function needsOf(command: AnyCommand, userId: UserId, sessionId: SessionId): Needs {
  if (isAboutPlaylist(command)) return { sessionId, queue: 'none', ...needsOfPlaylist(command) }
  const needs: Needs = {
    sessionId,
    queue: isAboutQueue(command) ? 'all' : 'none',
    devicesOf: userId,
  }
  if (command.type === 'queue.enqueue') return { ...needs, ...needsOfSource(command.source) }
  if (command.type === 'queue.start-playlist') {
    const { playlistId } = command
    return { ...needs, tracks: { playlistId }, playlists: [{ playlistId, entries: 'all' }] }
  }
  if (command.type === 'session.like') {
    const { trackId } = command
    return { ...needs, tracks: { trackIds: [trackId] }, liked: { userId, trackId } }
  }
  return needs
}

/** The playlist that a command takes tracks from. */
export function sourcePlaylistOf(command: AnyCommand): PlaylistId | null {
  if (command.type === 'queue.start-playlist') return command.playlistId
  const source = 'source' in command ? command.source : undefined
  return source && 'playlistId' in source ? source.playlistId : null
}

function needsOfPlaylist(command: AnyPlaylistCommand): Needs {
  switch (command.type) {
    case 'playlist.create':
      return { shelf: true, ...(command.source && needsOfSource(command.source)) }
    case 'playlist.save-queue':
      return { shelf: true, queue: 'all' }
    case 'playlist.change':
    case 'playlist.delete':
    case 'playlist.restore':
    case 'playlist.forget':
      return { playlists: [{ playlistId: command.playlistId, entries: 'none' }] }
    case 'playlist.add': {
      const { playlists = [], ...needs } = needsOfSource(command.source)
      const others = playlists.filter(({ playlistId }) => playlistId !== command.playlistId)
      return { ...needs, playlists: [{ playlistId: command.playlistId, entries: 'all' }, ...others] }
    }
    case 'playlist.remove':
    case 'playlist.move':
    case 'playlist.reorder':
      return { playlists: [{ playlistId: command.playlistId, entries: 'all' }] }
  }
}

function needsOfSource(source: TrackSource): Needs {
  if (!('playlistId' in source)) return { tracks: source }
  return { tracks: source, playlists: [{ playlistId: source.playlistId, entries: 'none' }] }
}

function isAboutPlaylist(command: AnyCommand): command is AnyPlaylistCommand {
  return command.type.startsWith('playlist.')
}

function isAboutQueue(command: Exclude<AnyCommand, AnyPlaylistCommand>): boolean {
  switch (command.type) {
    case 'device.register':
    case 'device.update':
    case 'device.remove':
    case 'device.appear':
    case 'device.check-presence':
      return false
    default:
      return needsQueue(command)
  }
}
