import { type BatonFailure, isFailure } from '@baton/client'
import type { PlaylistId, RulesPreview, SmartRules } from '@baton/protocol'
import { useEffect, useState } from 'react'
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
  const key = JSON.stringify(rules)

  // biome-ignore lint/correctness/useExhaustiveDependencies: rules that read the same are the same
  useEffect(() => {
    if (rules === null) {
      setPreview({ phase: 'incomplete' })
      return
    }
    let isWanted = true
    const look = () =>
      hub.listening.preview(rules, playlistId).then(
        (found) => isWanted && setPreview({ phase: 'ready', found }),
        (failure: unknown) => {
          if (!isFailure(failure)) throw failure
          if (isWanted) setPreview({ phase: 'failed', failure })
        },
      )
    const timer = setTimeout(() => void look(), AFTER_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [hub, key, playlistId])

  return preview
}
