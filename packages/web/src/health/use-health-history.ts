import { type BatonFailure, isFailure } from '@baton/client'
import type { HealthHistory } from '@baton/protocol'
import { useEffect, useState } from 'react'
import { useFollowed, useHub } from '../hub/use-hub.ts'

const READ_EVERY_MS = 30_000

export interface ReadHistory {
  /** The last that was read of this range; null: none yet. */
  readonly history: HealthHistory | null
  /** Why it could not be read just now. */
  readonly failure: BatonFailure | null
}

/** Read anew when something transitions, and now and then for its figures. */
export function useHealthHistory(hours: number): ReadHistory & { readonly again: () => void } {
  const { hub } = useHub()
  const health = useFollowed((state) => state.health)
  const isLive = useFollowed((state) => state.connection === 'live')
  const [read, setRead] = useState<ReadHistory & { readonly hours: number }>({
    hours,
    history: null,
    failure: null,
  })
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a transition, the hub's return, time and a wish are reasons to read anew
  useEffect(() => {
    let isWanted = true
    hub.health.history(hours).then(
      (history) => isWanted && setRead({ hours, history, failure: null }),
      (error: unknown) => {
        if (!isFailure(error)) throw error
        if (isWanted)
          setRead((before) => ({
            hours,
            history: before.hours === hours ? before.history : null,
            failure: error,
          }))
      },
    )
    const timer = setTimeout(() => setAttempt((before) => before + 1), READ_EVERY_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [hub, hours, health, isLive, attempt])

  const again = () => setAttempt((before) => before + 1)
  return read.hours === hours ? { ...read, again } : { history: null, failure: null, again }
}
