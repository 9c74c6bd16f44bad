import { useEffect, useRef, useState } from 'react'
import { useFollowed, useHub, useOwnFollowed, useStore } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { hasLight } from './has-light.ts'

/** What a light shows has been silent for so long when it goes out: it is out within 7 s. */
const OUT_AFTER_MS = 5_500
/** The same of an agent that the hub calls: it reports every 5 s. */
const CALLED_OUT_AFTER_MS = 6_500
const ASK_EVERY_MS = 2_000
const LOOK_EVERY_MS = 250

export interface Light {
  readonly key: string
  readonly name: string
  readonly isOn: boolean
}

/** Whether the hub answers, whether it tells what happens, and whether its loudspeakers are heard of. */
export function useLights(): readonly Light[] {
  const { hub, following } = useHub()
  const isLive = useFollowed(({ connection }) => connection === 'live')
  const reported = useFollowed((state) => state.reported)
  const beats = useFollowed((state) => state.beats)
  const me = useStore(hub.me)
  const devices = useOwnFollowed((state) => state.devices) ?? []
  const lit = devices.filter((device) => hasLight(device, me?.userId ?? null))
  const answeredAt = useRef(hub.clock.now())
  const openedAt = useRef(following.serverNow())
  /** By the clock of this machine, and by the hub's: what the stream told may have come to another tab. */
  const [now, setNow] = useState(() => ({ here: hub.clock.now(), atHub: following.serverNow() }))

  useEffect(() => {
    let isAsking = false
    const ask = async () => {
      if (isAsking) return
      isAsking = true
      const askedAt = hub.clock.now()
      await hub.session().then(
        () => {
          answeredAt.current = Math.max(answeredAt.current, askedAt)
        },
        () => {},
      )
      isAsking = false
    }
    void ask()
    const timers = [
      setInterval(() => void ask(), ASK_EVERY_MS),
      setInterval(() => setNow({ here: hub.clock.now(), atHub: following.serverNow() }), LOOK_EVERY_MS),
    ]
    return () => timers.forEach(clearInterval)
  }, [hub, following])

  const isRecent = (at: number, outAfterMs = OUT_AFTER_MS) => now.atHub - at <= outAfterMs
  return [
    { key: 'hub', name: strings.lights.hub, isOn: now.here - answeredAt.current <= OUT_AFTER_MS },
    { key: 'live', name: strings.lights.live, isOn: isLive },
    ...lit.map(({ deviceId, name, agent }) => ({
      key: deviceId,
      name,
      // Nothing was told before the page was open.
      isOn: agent
        ? agent.reachable !== false && isRecent(reported[deviceId] ?? openedAt.current, CALLED_OUT_AFTER_MS)
        : isRecent(beats[deviceId] ?? openedAt.current),
    })),
  ]
}
