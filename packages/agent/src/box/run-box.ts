import { join } from 'node:path'
import { type Following, follow, type Hub } from '@baton/client'
import type { DeviceId } from '@baton/protocol'
import type { Settings } from '../config/settings.ts'
import type { Log } from '../log/log.ts'
import type { StateFolder } from '../state/state-folder.ts'
import { type BoxSession, boxSession } from './box-session.ts'
import { buttons } from './buttons.ts'
import type { KeptMusic } from './kept-music.ts'
import { keptShelf } from './shelf.ts'
import { toldPlays } from './told-plays.ts'

export interface RunBoxParts {
  readonly hub: Hub
  readonly token: () => Promise<string>
  readonly deviceId: DeviceId
  readonly folder: StateFolder
  readonly music: KeptMusic
  readonly log: Log
  readonly settings: Pick<Settings, 'buttonsPort'>
}

/** What makes a loudspeaker a box: a session of its own, what it keeps for it, and buttons. Its speaker follows this session. */
export async function runBox(parts: RunBoxParts): Promise<BoxSession> {
  const { hub, token, deviceId, folder, music, log, settings } = parts
  const ending = new AbortController()
  const following: Following = follow({ hub, rooms: ['session', 'devices', 'tags'] })
  const shelf = keptShelf({
    hub,
    token,
    music,
    folder,
    isLive: () => following.state.get().connection === 'live',
    log,
    signal: ending.signal,
  })
  let shown = following.state.get()
  const leave = following.state.subscribe((state) => {
    const isNew = state.tags !== shown.tags || state.connection !== shown.connection
    shown = state
    if (isNew && state.connection === 'live') shelf.look()
  })
  const session = boxSession({
    hub,
    following,
    deviceId,
    plays: toldPlays(folder, Date.now),
    pathOf: music.pathOf,
    used: music.used,
    tags: shelf.tags,
    last: shelf.last,
    known: shelf.known,
    log,
  })
  const { press } = session
  const pressed =
    settings.buttonsPort === null ? null : await buttons({ port: settings.buttonsPort, press, log })
  if (pressed) log.info(`The buttons are heard at port ${pressed.port} of this machine`)
  return {
    ...session,
    async [Symbol.asyncDispose]() {
      ending.abort()
      leave()
      await pressed?.[Symbol.asyncDispose]()
      await session[Symbol.asyncDispose]()
      await following[Symbol.asyncDispose]()
    },
  }
}

/** Where a box keeps music, in its own folder. */
export function musicFolderOf(settings: Pick<Settings, 'stateFolder'>): string {
  return join(settings.stateFolder, 'music')
}
