import { type BatonFailure, isFailure } from '@baton/client'
import type { SearchResult } from '@baton/protocol'
import { useEffect, useState } from 'react'
import { useHub } from '../hub/use-hub.ts'

const TYPING_PAUSE_MS = 120

export interface Found {
  /** The words that `result` belongs to: while one types on, the former answer stays. */
  readonly q: string
  readonly result: SearchResult | null
  readonly failure: BatonFailure | null
}

const NOTHING: Found = { q: '', result: null, failure: null }

/** Searches while one types. A former search that is still on its way is given up. */
export function useSearch(q: string, limit: number): Found {
  const { library } = useHub().hub
  const [found, setFound] = useState<Found>(NOTHING)
  useEffect(() => {
    if (q === '') {
      setFound(NOTHING)
      return
    }
    const search = new AbortController()
    const timer = setTimeout(() => {
      library.search({ q, limit, signal: search.signal }).then(
        (result) => !search.signal.aborted && setFound({ q, result, failure: null }),
        (error: unknown) => {
          if (!isFailure(error)) throw error
          if (!search.signal.aborted) setFound({ q, result: null, failure: error })
        },
      )
    }, TYPING_PAUSE_MS)
    return () => {
      clearTimeout(timer)
      search.abort()
    }
  }, [library, q, limit])
  return q === '' ? NOTHING : found
}
