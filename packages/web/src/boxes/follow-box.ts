import { type FollowedState, type Following, follow, type Hub, store } from '@baton/client'
import type { BoxView } from '@baton/protocol'

/**
 * What a window shows that controls a box: the box's session and its only device in place of one's own, and everything
 * else as it is. The own following goes on beside it, since this browser may be sounding for its own session.
 */
export function followBox(hub: Hub, own: Following, { sessionId, device }: BoxView): Following {
  const its = follow({ hub, sessionId, rooms: ['session'] })
  const shown = () => merged(own.state.get(), its.state.get(), device)
  const state = store(shown())
  const stops = [own, its].map((one) => one.state.subscribe(() => state.set(shown())))
  return {
    state,
    listen: own.listen,
    positionNow: its.positionNow,
    serverNow: own.serverNow,
    knowQueue: its.knowQueue,
    wake() {
      own.wake()
      its.wake()
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop()
      await its[Symbol.asyncDispose]()
    },
  }
}

function merged(own: FollowedState, its: FollowedState, device: BoxView['device']): FollowedState {
  const { session, queue } = its
  const present = own.boxes?.find((box) => box.device.deviceId === device.deviceId)?.device ?? device
  const connection = own.connection === 'live' ? its.connection : own.connection
  return { ...own, session, queue, connection, devices: [present], fileUrl: null, nextFileUrl: null }
}
