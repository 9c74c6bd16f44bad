import {
  isCoverId,
  MAX_PLAYLIST_LENGTH,
  PLAYLIST_COMMAND_RIGHTS,
  rejection,
  type TrackSource,
} from '@baton/protocol'
import {
  type Change,
  type CommandFacts,
  change,
  type Family,
  type Read,
  type Wanted,
  want,
} from '../family.ts'
import { refusedToOthers } from '../session/family.ts'
import { SESSIONS } from '../session/kinds.ts'
import { type AnyPlaylistCommand, decidePlaylist, type PlaylistFacts } from './decide.ts'
import type { PlaylistDecision } from './decision.ts'
import { COVERS, PLAYLISTS, SHELF, TRACKS } from './kinds.ts'
import type { Playlist } from './playlist.ts'
import { publishedOf } from './published.ts'
import { refusedToGuest } from './rights.ts'

/** Named lists of tracks, private or the household's. */
export const playlistFamily: Family<AnyPlaylistCommand> = {
  name: 'playlist',
  prefixes: ['playlist'],
  rights: PLAYLIST_COMMAND_RIGHTS,
  needs,
  refuses: refusedToOthers,
  decide(command, read, facts) {
    const playlist = namedBy(command, read)
    const refused = facts.caller.mayChangeHousehold ? null : refusedToGuest(command, playlist)
    if (refused) return { rejected: refused }
    if (command.type === 'playlist.save-queue' && read(SESSIONS, command.sessionId) === null) {
      return { rejected: rejection('session.not-found') }
    }
    const decision = decidePlaylist(playlist, command, factsFor(command, read, facts))
    if ('rejected' in decision) return decision
    // The receipt of what was done to a tag names the tag, that of a move the playlist that was left.
    const isOfAnother = command.type === 'playlist.change-tags' || command.type === 'playlist.take-in'
    const revision = isOfAnother ? undefined : decision.playlist?.view.revision
    return {
      changes: changesOf(decision, playlist),
      published: publishedOf(decision),
      ...(decision.consequences.length > 0 && { consequences: decision.consequences }),
      ...(!isOfAnother && { result: decision.result }),
      ...(revision !== undefined && { revision }),
    }
  },
}

function needs(command: AnyPlaylistCommand): readonly Wanted[] {
  switch (command.type) {
    case 'playlist.create':
      return [want(SHELF, null), ...(command.source ? ofSource(command.source) : [])]
    case 'playlist.save-queue':
      return [want(SHELF, null), want(SESSIONS, command.sessionId, 'whole')]
    case 'playlist.change': {
      const { playlistId, cover } = command
      if (isCoverId(cover)) return [want(PLAYLISTS, playlistId), want(COVERS, cover)]
      return [want(PLAYLISTS, playlistId, cover === undefined ? 'head' : 'whole')]
    }
    case 'playlist.delete':
    case 'playlist.restore':
    case 'playlist.forget':
    case 'playlist.lose-file':
    case 'playlist.change-tags':
      return [want(PLAYLISTS, command.playlistId)]
    case 'playlist.follow-file': {
      const tracks = want(TRACKS, { trackIds: [...command.trackIds] })
      return command.playlistId === null ? [tracks] : [tracks, want(PLAYLISTS, command.playlistId, 'whole')]
    }
    case 'playlist.refresh':
      return [want(PLAYLISTS, command.playlistId, 'whole'), want(TRACKS, { trackIds: [...command.trackIds] })]
    case 'playlist.add': {
      const whole = want(PLAYLISTS, command.playlistId, 'whole')
      return [whole, ...ofSource(command.source).filter((other) => other.id !== whole.id)]
    }
    case 'playlist.move-to':
      return ofMove(command)
    case 'playlist.remove':
    case 'playlist.move':
    case 'playlist.reorder':
    case 'playlist.take-in':
      return [want(PLAYLISTS, command.playlistId, 'whole')]
  }
}

function ofMove({
  playlistId,
  targetId,
}: Extract<AnyPlaylistCommand, { type: 'playlist.move-to' }>): readonly Wanted[] {
  const source = want(PLAYLISTS, playlistId, 'whole')
  return targetId === playlistId ? [source] : [source, want(PLAYLISTS, targetId, 'whole')]
}

function ofSource(source: TrackSource): readonly Wanted[] {
  const tracks = want(TRACKS, source)
  return 'playlistId' in source ? [tracks, want(PLAYLISTS, source.playlistId)] : [tracks]
}

function sourceOf(command: AnyPlaylistCommand): TrackSource | undefined {
  if (command.type === 'playlist.follow-file' || command.type === 'playlist.refresh')
    return { trackIds: [...command.trackIds] }
  return 'source' in command ? command.source : undefined
}

function namedBy(command: AnyPlaylistCommand, read: Read): Playlist | null {
  return 'playlistId' in command && command.playlistId !== null ? read(PLAYLISTS, command.playlistId) : null
}

function factsFor(command: AnyPlaylistCommand, read: Read, facts: CommandFacts): PlaylistFacts {
  const source = sourceOf(command)
  const tracks = source ? read(TRACKS, source) : null
  const queue =
    command.type === 'playlist.save-queue' ? (read(SESSIONS, command.sessionId)?.queue ?? null) : null
  const picture = command.type === 'playlist.change' && isCoverId(command.cover) ? command.cover : null
  const isNew = command.type === 'playlist.create' || command.type === 'playlist.save-queue'
  return {
    now: facts.now,
    userId: facts.subject.userId,
    ids: facts.freshIds(Math.min(MAX_PLAYLIST_LENGTH, (tracks ?? queue?.entries ?? []).length) + 1),
    tracks,
    sourcePlaylist: source && 'playlistId' in source ? read(PLAYLISTS, source.playlistId) : null,
    queue,
    shelf: isNew ? read(SHELF, null) : null,
    hasPicture: picture !== null && read(COVERS, picture),
  }
}

/** A playlist that is forgotten is the named one or, making room for a new one, one that was never read. */
function changesOf(decision: PlaylistDecision, named: Playlist | null): readonly Change[] {
  const { before, playlist, events, forgotten } = decision
  const changes: Change[] = []
  if (playlist && events.length > 0) {
    changes.push(change(PLAYLISTS, playlist.view.playlistId, before, playlist))
  }
  if (forgotten) changes.push(change(PLAYLISTS, forgotten, named, null))
  return changes
}
