import { useEffect, useState } from 'react'
import { useFollowed } from '../hub/use-hub.ts'

const TICK_MS = 1_000

/** By the hub's clock: this screen's may be wrong. */
export function useSecondsLeft(until: number): number {
  const offsetMs = useFollowed((state) => state.serverOffsetMs)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((until - (now + offsetMs)) / 1_000))
}
