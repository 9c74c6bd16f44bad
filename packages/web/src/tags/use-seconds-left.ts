import { useEffect, useState } from 'react'
import { useHub } from '../hub/use-hub.ts'

const TICK_MS = 1_000

/** By the hub's clock: this screen's may be wrong. */
export function useSecondsLeft(until: number): number {
  const { following } = useHub()
  const [now, setNow] = useState(following.serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(following.serverNow()), TICK_MS)
    return () => clearInterval(timer)
  }, [following])
  return Math.max(0, Math.ceil((until - now) / 1_000))
}
