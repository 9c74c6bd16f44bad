// Windows of pages: which device each one shows, and what is pushed to it. Rules PG1 to PG9 in docs/protocol/page.md.
import { BatonError, BoundedMap, type DeviceId, type DeviceView, sessionRoom } from '@baton/protocol'
import { openBy } from '#doors/http'
import type { Principal } from '#engine'
import type { Document } from '../document.ts'
import { playerIn } from '../readings.ts'
import { playerStatus } from './page-documents.ts'
import type { PageParts } from './page-parts.ts'
import { PageWindow, type Socketed } from './page-window.ts'

/** Of one worker. A window without a socket here is one of its sign-in's. */
export interface PageWindows {
  /** A socket is there: it is a window once its page says so. */
  opened(socket: Socketed): PageWindow
  closed(window: PageWindow): void
  /** Those that a request is about: the one that it names, else all of the sign-in. */
  of(principal: Principal, connectionId: string | undefined): readonly PageWindow[]
  /** Which device was chosen; null: none, and the session's own is shown. */
  chosen(principal: Principal, connectionId: string | undefined): DeviceId | null
  /** Throws `device.not-found`. */
  choose(principal: Principal, connectionId: string | undefined, deviceId: DeviceId): Promise<DeviceView>
  /** As `player_status` tells it. */
  status(principal: Principal, shown: DeviceId | null): Promise<Document>
  all(): readonly PageWindow[]
}

const MOST_CHOICES = 10_000

export function pageWindows(parts: PageParts): PageWindows {
  const { engine } = parts
  const windows = openBy<PageWindow>(({ credentialId }) => credentialId)
  const choices = new BoundedMap<string, DeviceId>({ most: MOST_CHOICES })
  const keyOf = ({ credentialId }: Principal, connectionId = '') => `${credentialId} ${connectionId}`

  const chosen: PageWindows['chosen'] = (principal, connectionId) =>
    choices.get(keyOf(principal, connectionId)) ?? choices.get(keyOf(principal)) ?? null

  const status: PageWindows['status'] = async (principal, shown) => {
    const room = await engine.shown(principal, sessionRoom(principal.sessionId))
    const player = room && playerIn(room.state, room.seq)
    if (!player) throw new BatonError('session.not-found')
    return playerStatus(player, shown, engine.now())
  }

  return {
    opened(socket) {
      const { principal, id } = socket
      const window = new PageWindow(socket, {
        ...parts,
        chosen: () => chosen(principal, id),
        status: (shown) => status(principal, shown),
      })
      windows.add(window)
      return window
    },
    closed(window) {
      windows.remove(window)
      choices.delete(keyOf(window.principal, window.id))
    },
    of(principal, connectionId) {
      const own = [...windows.of(principal.credentialId)]
      return connectionId === undefined ? own : own.filter(({ id }) => id === connectionId)
    },
    chosen,
    async choose(principal, connectionId, deviceId) {
      const device = (await engine.devices(principal)).find((one) => one.deviceId === deviceId)
      if (!device) throw new BatonError('device.not-found')
      choices.set(keyOf(principal, connectionId), deviceId)
      return device
    },
    status,
    all: () => windows.all(),
  }
}
