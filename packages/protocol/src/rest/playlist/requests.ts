import type { PlaylistCommand } from '../../playlist/commands.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { sourceWords } from '../source-words.ts'
import { playlistEndpoints } from './endpoints.ts'

export const playlistRequests: RequestsOf<PlaylistCommand> = {
  'playlist.create': ({ title, description, visibility, source, rules }) =>
    requestTo(playlistEndpoints.create, {
      body: { title, description, visibility, ...(source && sourceWords(source)), rules },
    }),
  'playlist.save-queue': ({ title, description, visibility }) =>
    requestTo(playlistEndpoints.saveQueue, { body: { title, description, visibility } }),
  'playlist.change': (command) => {
    const { title, description, visibility, cover, rules } = command
    return requestTo(playlistEndpoints.change, {
      ...of(command),
      body: { title, description, visibility, cover, rules, ...seen(command) },
    })
  },
  'playlist.delete': (command) => requestTo(playlistEndpoints.delete, of(command)),
  'playlist.restore': (command) =>
    requestTo(playlistEndpoints.restore, { ...of(command), body: seen(command) }),
  'playlist.add': (command) => {
    const { source, at } = command
    return requestTo(playlistEndpoints.add, {
      ...of(command),
      body: { ...sourceWords(source), at, ...seen(command) },
    })
  },
  'playlist.remove': (command) =>
    requestTo(playlistEndpoints.remove, {
      ...of(command),
      body: { tracks: command.places, ...seen(command) },
    }),
  'playlist.move': (command) => {
    const { place, after } = command
    return requestTo(playlistEndpoints.move, {
      ...of(command),
      body: { track: place, after, ...seen(command) },
    })
  },
  'playlist.reorder': (command) =>
    requestTo(playlistEndpoints.reorder, {
      ...of(command),
      body: { track_order: command.order, ...seen(command) },
    }),
  'playlist.move-to': (command) => {
    const { places, targetId, at } = command
    return requestTo(playlistEndpoints.moveTo, {
      ...of(command),
      body: { tracks: places, target_playlist_id: targetId, at, ...seen(command) },
    })
  },
}

type About = Extract<PlaylistCommand, { readonly playlistId: unknown }>

function of({ playlistId }: About) {
  return { params: { id: playlistId } }
}

function seen({ ifRevision }: About) {
  return { playlist_seq: ifRevision }
}
