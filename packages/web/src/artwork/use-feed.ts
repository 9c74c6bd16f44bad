import { type BatonFailure, type Hub, isFailure } from '@baton/client'
import type { PostId, PostView } from '@baton/protocol'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import type { Paged } from '../ui/paged.ts'
import type { FeedRequest } from './artwork-place.ts'
import { failed, type HeldFeed, longer, type ReadPage, renewed, replaced, without } from './held-feed.ts'

const PAGE = 50
/** So many are read anew at most when something has changed; what lies further down is found when one comes there. */
const MOST_ANEW = 200
/** Whoever puts in several pictures changes the list several times. */
const ANEW_AFTER_MS = 600
const SHUFFLED = 2
/** So many are ranked. */
const TRENDING = 50

export type Feed =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly failure: BatonFailure; readonly again: () => void }
  | ({ readonly phase: 'ready'; readonly paged: Paged<PostView> } & FeedEdits)

export interface FeedEdits {
  /** This is what the artwork looks like now. */
  readonly put: (post: PostView) => void
  readonly leaveOut: (postId: PostId) => void
  /** From the first page on. */
  readonly again: () => void
}

/**
 * A feed, page by page, that follows what changes. A shuffled one stays as it was shuffled: read anew it would be another
 * one, in the middle of being looked at.
 */
export function useFeed(request: FeedRequest): Feed {
  const { hub } = useHub()
  const key = JSON.stringify(request)
  const changes = useFollowed((state) => state.artworkChanges)
  const isLive = useFollowed((state) => state.connection === 'live')
  const [held, setHeld] = useState<HeldFeed | null>(null)
  const [attempt, setAttempt] = useState(0)
  const latest = useRef(request)
  latest.current = request
  const count = useRef(0)
  count.current = held?.key === key ? held.items.length : 0
  const isReading = useRef(false)
  /** What was read last, and on which wish. */
  const seen = useRef<{ readonly key: string; readonly attempt: number } | null>(null)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the hub's return and a wish to try again are reasons to read anew
  useEffect(() => {
    let isWanted = true
    const read = async () => {
      const found: PostView[] = []
      const wanted = Math.min(Math.max(count.current, 1), MOST_ANEW)
      let cursor: string | null = null
      do {
        const page: ReadPage = await pageOf(hub, latest.current, cursor)
        found.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null && found.length < wanted)
      return { items: found, nextCursor: cursor }
    }
    const known = seen.current?.key === key
    const isShuffled = 'sort' in latest.current && latest.current.sort === SHUFFLED
    if (known && isShuffled && seen.current?.attempt === attempt) return
    const begin = () =>
      read().then(
        (page) => {
          if (!isWanted) return
          seen.current = { key, attempt }
          setHeld((before) => renewed(before, key, page))
        },
        (error: unknown) => {
          if (!isFailure(error)) throw error
          if (isWanted) setHeld((before) => failed(before, key, error))
        },
      )
    const timer = setTimeout(() => void begin(), known ? ANEW_AFTER_MS : 0)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [hub, key, changes, isLive, attempt])

  const again = useCallback(() => setAttempt((before) => before + 1), [])
  const cursor = held?.key === key ? held.cursor : null
  const more = useCallback(() => {
    if (isReading.current || cursor === null) return
    isReading.current = true
    pageOf(hub, latest.current, cursor)
      .then(
        (page) => setHeld((before) => longer(before, key, cursor, page)),
        (error: unknown) => {
          if (!isFailure(error)) throw error
        },
      )
      .finally(() => {
        isReading.current = false
      })
  }, [hub, key, cursor])
  const put = useCallback((post: PostView) => setHeld((before) => replaced(before, post)), [])
  const leaveOut = useCallback((postId: PostId) => setHeld((before) => without(before, postId)), [])

  if (held?.key !== key) return { phase: 'loading' }
  if (held.failure) return { phase: 'failed', failure: held.failure, again }
  const paged = { items: held.items, hasMore: held.cursor !== null, more }
  return { phase: 'ready', paged, put, leaveOut, again }
}

/** `cursor` null: the first page. What trends is one page. */
async function pageOf(hub: Hub, request: FeedRequest, cursor: string | null): Promise<ReadPage> {
  if (request.channel === 'trending') {
    const ranked = await hub.views.trending(TRENDING)
    return { items: ranked.map(({ post }) => post), nextCursor: null }
  }
  return hub.artwork.list({ ...request, limit: PAGE, ...(cursor !== null && { cursor }) })
}
