import type { ServedHub } from '../worlds/http-world.ts'
import { type BoxClient, boxClient } from './box-client.ts'

export async function connected(hub: ServedHub, token: string): Promise<BoxClient> {
  const box = boxClient(hub.baseUrl, { token })
  await box.next('connection_status')
  return box
}

/** In the room of all playlists and the player, on a device that can sound. */
export async function inEverything(hub: ServedHub): Promise<BoxClient> {
  const box = await connected(hub, (await hub.program('Kitchen')).token)
  box.send('join:playlists')
  await box.next('ack:join')
  return box
}
