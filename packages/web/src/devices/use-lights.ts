import type { DeviceView } from '@baton/protocol'
import { useEffect, useRef, useState } from 'react'
import { useFollowed, useHub, useOwnFollowed } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'

/** What a light shows has been silent for so long when it goes out: it is out within 7 s. */
const OUT_AFTER_MS = 6_500
const ASK_EVERY_MS = 2_000
const LOOK_EVERY_MS = 250

export interface Light {
  readonly key: string
  readonly name: string
  readonly isOn: boolean
}

/** Whether the hub answers, whether it tells what happens, and whether the loudspeakers that it calls report. */
export function useLights(): readonly Light[] {
  const { hub } = useHub()
  const isLive = useFollowed(({ connection }) => connection === 'live')
  const reported = useFollowed((state) => state.reported)
  const called = useOwnFollowed((state) => state.devices)?.filter(isCalled) ?? []
  const answeredAt = useRef(hub.clock.now())
  const openedAt = useRef(hub.clock.now())
  const [now, setNow] = useState(() => hub.clock.now())

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
      setInterval(() => setNow(hub.clock.now()), LOOK_EVERY_MS),
    ]
    return () => timers.forEach(clearInterval)
  }, [hub])

  const isRecent = (at: number) => now - at <= OUT_AFTER_MS
  return [
    { key: 'hub', name: strings.lights.hub, isOn: isRecent(answeredAt.current) },
    { key: 'live', name: strings.lights.live, isOn: isLive },
    ...called.map(({ deviceId, name, agent }) => ({
      key: deviceId,
      name,
      // Nothing was told before the page was open.
      isOn: agent?.reachable !== false && isRecent(reported[deviceId] ?? openedAt.current),
    })),
  ]
}

/** One that is switched off is not asked how it is. */
function isCalled({ agent, enabled }: DeviceView): boolean {
  return agent !== undefined && enabled
}
