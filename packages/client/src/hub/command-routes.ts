import type { Command, PlaylistId, SessionId } from '@baton/protocol'
import { toRest } from '@baton/protocol'

export interface Route {
  readonly method: 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  /** In the door's words. */
  readonly body: unknown
}

type OptionalSession<C> = C extends { sessionId: SessionId }
  ? Omit<C, 'sessionId'> & { readonly sessionId?: SessionId }
  : C

/** Every command of the protocol; without a session it is about one's own. */
export type Ask = OptionalSession<Command>

/** Where the REST door takes a command, and what it wants to read there. */
export function routeOf(ask: Ask, sessionId: SessionId | null): Route {
  switch (ask.type) {
    case 'session.play':
    case 'session.pause':
    case 'session.toggle':
    case 'session.resume':
    case 'session.stop':
    case 'session.seek':
    case 'session.next':
    case 'session.prev':
    case 'session.jump':
    case 'session.end-entry':
    case 'session.set-options':
    case 'session.set-volume':
    case 'session.choose-speaker':
      return post(`/sessions/${sessionId}/${SESSION_VERBS[ask.type]}`, fieldsOf(ask))
    case 'session.like':
      return post(`/tracks/${encodeURIComponent(ask.trackId)}/like`, { liked: ask.liked ?? true })
    case 'queue.enqueue':
      return post('/queue/enqueue', { ...ask.source, at: ask.at })
    case 'queue.move':
      return { method: 'PATCH', path: `/queue/entries/${ask.entryId}`, body: { after: ask.after } }
    case 'queue.remove':
      return ask.entryIds.length === 1
        ? { method: 'DELETE', path: `/queue/entries/${ask.entryIds[0]}`, body: undefined }
        : post('/queue/remove', { entryIds: ask.entryIds })
    case 'queue.clear':
      return { method: 'DELETE', path: '/queue', body: undefined }
    case 'queue.start-playlist':
      return post(`/playlists/${ask.playlistId}/start`, { track: ask.place })
    case 'playlist.create': {
      const { source, ...named } = fieldsOf(ask)
      return post('/playlists', { ...named, ...source })
    }
    case 'playlist.save-queue':
      return post('/queue/save', fieldsOf(ask))
    case 'playlist.change':
      return { method: 'PATCH', path: playlistPath(ask), body: toRest(playlistFields(ask)) }
    case 'playlist.delete':
      return { method: 'DELETE', path: playlistPath(ask), body: undefined }
    case 'playlist.restore':
      return post(`${playlistPath(ask)}/restore`, playlistFields(ask))
    case 'playlist.add': {
      const { source, ...fields } = playlistFields(ask)
      return post(`${playlistPath(ask)}/tracks`, { ...fields, ...source })
    }
    case 'playlist.remove': {
      const { places, ...fields } = playlistFields(ask)
      return post(`${playlistPath(ask)}/remove`, { ...fields, tracks: places })
    }
    case 'playlist.move': {
      const { place, ...fields } = playlistFields(ask)
      return post(`${playlistPath(ask)}/move`, { ...fields, track: place })
    }
    case 'playlist.reorder': {
      const { order, ...fields } = playlistFields(ask)
      return post(`${playlistPath(ask)}/reorder`, { ...fields, trackOrder: order })
    }
    case 'device.register': {
      const { name, platform, ...rest } = fieldsOf(ask)
      return post('/devices/register', { ...rest, deviceName: name, devicePlatform: platform })
    }
    case 'device.update': {
      const { deviceId, name, ...rest } = fieldsOf(ask)
      const body = toRest({ ...rest, deviceName: name })
      return { method: 'PATCH', path: `/devices/${deviceId}`, body }
    }
    case 'device.remove':
      return { method: 'DELETE', path: `/devices/${ask.deviceId}`, body: undefined }
    case 'device.report': {
      const { deviceId: _, ...said } = fieldsOf(ask)
      return post('/devices/me/report', said)
    }
  }
}

/** Does the path of this command name the session? */
export function needsSession(ask: Ask): boolean {
  return ask.type in SESSION_VERBS
}

const SESSION_VERBS = {
  'session.play': 'play',
  'session.pause': 'pause',
  'session.toggle': 'toggle',
  'session.resume': 'resume',
  'session.stop': 'stop',
  'session.seek': 'seek',
  'session.next': 'next',
  'session.prev': 'prev',
  'session.jump': 'jump',
  'session.end-entry': 'ended',
  'session.set-options': 'options',
  'session.set-volume': 'volume',
  'session.choose-speaker': 'speaker',
} as const

type AboutPlaylist = Extract<Ask, { readonly type: `playlist.${string}`; readonly playlistId: PlaylistId }>

function playlistPath({ playlistId }: AboutPlaylist): string {
  return `/playlists/${playlistId}`
}

/** What stands in the body; the playlist itself stands in the path. */
function playlistFields<A extends AboutPlaylist>(ask: A): Omit<A, 'type' | 'playlistId' | 'ifRevision'> {
  const { type: _, playlistId: __, ifRevision, ...fields } = ask
  return { ...fields, ...(ifRevision !== undefined && { playlistSeq: ifRevision }) }
}

function post(path: string, fields: object): Route {
  return { method: 'POST', path, body: toRest(fields) }
}

function fieldsOf<A extends Ask>(ask: A): Omit<A, 'type' | 'sessionId'> {
  const { type: _, ...fields } = ask
  if ('sessionId' in fields) delete fields.sessionId
  return fields as Omit<A, 'type' | 'sessionId'>
}
