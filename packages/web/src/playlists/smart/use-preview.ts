import { type BatonFailure, isFailure } from '@baton/client'
import type { PlaylistId, RulesPreview, SmartRules } from '@baton/protocol'
import { useEffect, useRef, useState } from 'react'
import { useHub } from '../../hub/use-hub.ts'

/** Whoever still types has not said yet what is wanted. */
const AFTER_MS = 400

export type Preview =
  | { readonly phase: 'incomplete' | 'looking' }
  | { readonly phase: 'failed'; readonly failure: BatonFailure }
  | { readonly phase: 'ready'; readonly found: RulesPreview }

/** What these rules come to now; what was found before stays until something else is. */
export function usePreview(rules: SmartRules | null, playlistId: PlaylistId | undefined): Preview {
  const { hub } = useHub()
  const [preview, setPreview] = useState<Preview>({ phase: 'looking' })
  const looked = useRef<Promise<void>>(Promise.resolve())
  const key = JSON.stringify(rules)

  // biome-ignore lint/correctness/useExhaustiveDependencies: rules that read the same are the same
  useEffect(() => {
    if (rules === null) {
      setPreview({ phase: 'incomplete' })
      return
    }
    let isWanted = true
    const look = async () => {
      if (!isWanted) return
      try {
        const found = await hub.listening.preview(rules, playlistId)
        if (isWanted) setPreview({ phase: 'ready', found })
      } catch (failure) {
        if (!isFailure(failure)) throw failure
        if (isWanted) setPreview({ phase: 'failed', failure })
      }
    }
    // One after another: the hub refuses more, and only the last one is wanted.
    const timer = setTimeout(() => {
      looked.current = looked.current.then(look, look)
    }, AFTER_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [hub, key, playlistId])

  return preview
}
