import { type BatonFailure, isFailure } from '@baton/client'
import { BoundedMap, type Page } from '@baton/protocol'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Paged } from '../ui/paged.ts'
import { useFollowed } from './use-hub.ts'

export type Loaded<T> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly failure: BatonFailure; readonly again: () => void }
  | { readonly phase: 'ready'; readonly value: T }

const MAX_REMEMBERED = 60
/** What was read lately, so that going back shows it at once; read anew behind it. */
const remembered = new BoundedMap<string, unknown>({ most: MAX_REMEMBERED })

/** What reads the same as before stays the same object, so that nothing is drawn or read anew because of it. */
function remember<T>(key: string, value: T): T {
  const known = remembered.get(key) as T | undefined
  const kept = known !== undefined && JSON.stringify(known) === JSON.stringify(value) ? known : value
  remembered.set(key, kept)
  return kept
}

export function forgetLoaded(): void {
  remembered.clear()
  furtherPages.clear()
}

/** Reads something named by `key`; reads it again when the library changes or the hub comes back. */
export function useRead<T>(key: string, read: () => Promise<T>): Loaded<T> {
  const library = useFollowed((state) => state.library)
  const isLive = useFollowed((state) => state.connection === 'live')
  const [held, setHeld] = useState<{ key: string; loaded: Loaded<T> } | null>(null)
  const [attempt, setAttempt] = useState(0)
  const latest = useRef(read)
  latest.current = read

  // biome-ignore lint/correctness/useExhaustiveDependencies: the library's change, the hub's return and a wish to try again are reasons to read anew
  useEffect(() => {
    let isWanted = true
    latest.current().then(
      (value) => {
        const kept = remember(key, value)
        if (isWanted) setHeld({ key, loaded: { phase: 'ready', value: kept } })
      },
      (error: unknown) => {
        if (!isFailure(error)) throw error
        if (!isWanted || remembered.has(key)) return
        const again = () => setAttempt((before) => before + 1)
        setHeld({ key, loaded: { phase: 'failed', failure: error, again } })
      },
    )
    return () => {
      isWanted = false
    }
  }, [key, library, isLive, attempt])

  if (held?.key === key && held.loaded.phase === 'ready') return held.loaded
  if (remembered.has(key)) return { phase: 'ready', value: remembered.get(key) as T }
  return held?.key === key ? held.loaded : { phase: 'loading' }
}

/** The pages behind the first one, so that going back finds a long list as long as it was. */
const furtherPages = new BoundedMap<
  string,
  { readonly head: unknown; readonly pages: readonly Page<unknown>[] }
>({ most: MAX_REMEMBERED })

const NO_PAGES: readonly Page<unknown>[] = []

type ReadPage<T> = (cursor: string | undefined) => Promise<Page<T>>

/** A list that is read page by page. `more` may be called as often as one likes. */
export function usePages<T>(key: string, read: ReadPage<T>): Loaded<Paged<T>> {
  const first = useRead(key, () => read(undefined))
  const [, setDrawn] = useState(0)
  const busy = useRef(false)
  const latest = useRef(read)
  latest.current = read
  const head = first.phase === 'ready' ? first.value : null
  const further = furtherPages.get(key)
  const pages = (further && further.head === head ? further.pages : NO_PAGES) as readonly Page<T>[]
  const last = pages.at(-1) ?? head
  const cursor = last?.nextCursor ?? null

  const more = useCallback(() => {
    if (busy.current || cursor === null) return
    busy.current = true
    latest
      .current(cursor)
      .then(
        (page) => {
          const before = furtherPages.get(key)
          const pages = before?.head === head ? [...before.pages, page] : [page]
          furtherPages.set(key, { head, pages })
          setDrawn((count) => count + 1)
        },
        (error: unknown) => {
          if (!isFailure(error)) throw error
        },
      )
      .finally(() => {
        busy.current = false
      })
  }, [key, cursor, head])

  const items = useMemo(() => (head ? [head, ...pages].flatMap((page) => page.items) : []), [head, pages])
  if (first.phase !== 'ready') return first
  return { phase: 'ready', value: { items, hasMore: cursor !== null, more } }
}
