// What is shown, and when the next one comes. What happens to the screen happens one after the other; a picture is
// fetched and decoded while the former one is still there. Rules RD3 to RD7 in docs/protocol/reference-display.md.
import { type Clock, type Store, store } from '@baton/client'
import type { Channel } from './feed/channel.ts'
import type { Feed } from './feed/feed.ts'
import { isSamePost, type Post } from './feed/post.ts'
import type { Screen } from './outside.ts'
import type { Pictures } from './pictures/pictures.ts'
import { HubAway, Refusal } from './refusal.ts'
import type { Intent } from './views/view-event.ts'

/** Until then it may have been a glance at a picture that somebody skipped. */
export const SEEN_AFTER_MS = 2_000
const FIRST_RETRY_MS = 2_000
const LONGEST_RETRY_MS = 60_000
/** So many that cannot be shown are passed over in one go. */
const MAX_PASSED_OVER = 12
const MAX_PAST = 50
const PREFETCHED = 3

/** An artwork on the screen, from when it came there until another one takes its place. */
export interface Showing {
  readonly post: Post
  readonly intent: Intent
  readonly channel: Channel
}

export interface SlideshowParts<Ready> {
  readonly clock: Clock
  readonly screen: Screen<Ready>
  readonly pictures: Pictures
  readonly dwellMs: number
  readonly paused: boolean
  /** The first one; nothing was asked of it yet. */
  readonly feed: Feed
  readonly feedOf: (channel: Channel) => Feed
  /** Rejects with HubAway, or a Refusal. */
  readonly readPost: (postId: number) => Promise<Post>
  /** False: only pictures that are kept can be shown. */
  readonly isHubThere: () => boolean
  /** How long until something may be reported as seen. */
  readonly mayBeSeenInMs: () => number
  readonly onShown: (showing: Showing) => void
  /** Once for each showing at most, and only while it is on the screen. */
  readonly onSeen: (showing: Showing) => void
  readonly onFailure: (error: unknown) => void
}

export interface Slideshow {
  /** Null: nothing yet. */
  readonly showing: Store<Showing | null>
  readonly feed: () => Feed
  readonly isPaused: () => boolean
  /** Each rejects with a Refusal where it cannot be done; what was there then stays. */
  next(): Promise<void>
  back(): Promise<void>
  show(postId: number): Promise<void>
  play(channel: Channel): Promise<void>
  setPaused(paused: boolean): void
  /** Where nothing can be shown, it is tried again now. */
  wake(): void
  /** Nothing more happens on the screen once it has resolved. */
  end(): Promise<void>
}

interface OnScreen extends Showing {
  /** On the monotonic clock: from when on it has been seen without a break. */
  since: number
  isReported: boolean
}

const NOTHING = () => {}

export function slideshow<Ready>(parts: SlideshowParts<Ready>): Slideshow {
  const { clock, screen, pictures, dwellMs, isHubThere, mayBeSeenInMs, onFailure } = parts
  const showing = store<Showing | null>(null)
  const past: Post[] = []
  let { paused, feed } = parts
  let onScreen: OnScreen | null = null
  let isOver = false
  /** Nothing could be shown, and it is tried again. */
  let isWaiting = false
  let retryMs = FIRST_RETRY_MS
  let cancelDwell = NOTHING
  let cancelSeen = NOTHING
  let cancelRetry = NOTHING
  let turn: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.catch(NOTHING)
    return done
  }

  function stopTimers(): void {
    cancelDwell()
    cancelSeen()
  }

  function startTimers(): void {
    stopTimers()
    if (onScreen === null || isOver || !screen.isSeen.get()) return
    waitUntilSeen(onScreen)
    if (!paused) cancelDwell = clock.after(dwellMs, goOn)
  }

  function waitUntilSeen(one: OnScreen): void {
    if (one.isReported) return
    const left = Math.max(one.since + SEEN_AFTER_MS - clock.now(), mayBeSeenInMs())
    if (left > 0) {
      cancelSeen = clock.after(left, () => waitUntilSeen(one))
      return
    }
    one.isReported = true
    parts.onSeen(one)
  }

  /** By itself, after a while. */
  function goOn(): void {
    inTurn(async () => {
      if (isOver || paused || !screen.isSeen.get()) return
      if (!(await forward())) tryAgainLater()
    }).catch(onFailure)
  }

  function tryAgainLater(): void {
    cancelRetry()
    isWaiting = true
    cancelRetry = clock.after(retryMs, wake)
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  /** Also while paused, if there is nothing that could stay. */
  function wake(): void {
    inTurn(async () => {
      const isWanted = onScreen === null || (isWaiting && !paused)
      if (isOver || !isWanted || !screen.isSeen.get()) return
      isWaiting = false
      if (!(await forward())) tryAgainLater()
    }).catch(onFailure)
  }

  /** False: of what is known nothing can be shown now. What cannot be is passed over. */
  async function forward(): Promise<boolean> {
    let onlyKept = !isHubThere()
    for (let passedOver = 0; passedOver < MAX_PASSED_OVER; passedOver += 1) {
      const post = await feed.next()
      if (post === null) return false
      const isThere = onScreen !== null && isSamePost(onScreen.post, post)
      // What follows itself stays, and is one showing.
      if (isThere) {
        startTimers()
        return true
      }
      try {
        await put(post, 'channel', { onlyKept })
        return true
      } catch (error) {
        if (error instanceof HubAway) onlyKept = true
        else if (!(error instanceof Refusal)) throw error
      }
    }
    return false
  }

  async function put(
    post: Post,
    intent: Intent,
    { onlyKept = !isHubThere(), remembers = true } = {},
  ): Promise<void> {
    const picture = await pictures.get(post, onlyKept ? 'only-kept' : undefined)
    if (picture === null) throw new HubAway()
    const ready = await screen.prepare(picture, post).catch(cannotBeShown)
    if (isOver) {
      screen.release(ready)
      throw new Refusal('This display has ended.')
    }
    const former = onScreen
    stopTimers()
    cancelRetry()
    onScreen = null
    await screen.show(ready).catch(cannotBeShown)
    if (former && remembers) past.push(former.post)
    if (past.length > MAX_PAST) past.shift()
    isWaiting = false
    onScreen = { post, intent, channel: feed.channel, since: clock.now(), isReported: false }
    retryMs = FIRST_RETRY_MS
    showing.set(onScreen)
    parts.onShown(onScreen)
    startTimers()
    if (isHubThere()) for (const soon of feed.ahead(PREFETCHED)) pictures.prefetch(soon)
  }

  const stopHearing = screen.isSeen.subscribe((isSeen) => {
    if (!isSeen) return stopTimers()
    if (onScreen === null) return wake()
    onScreen.since = clock.now()
    startTimers()
  })

  return {
    showing,
    feed: () => feed,
    isPaused: () => paused,
    next: () =>
      inTurn(async () => {
        if (!(await forward())) throw new Refusal('There is nothing else to show now.')
      }),
    back: () =>
      inTurn(async () => {
        const post = past[past.length - 1]
        if (!post) throw new Refusal('There is nothing before this one.')
        const former = onScreen
        await refusedWhileAway(put(post, 'channel', { remembers: false }))
        past.pop()
        if (former) feed.putBack(former.post)
      }),
    show: (postId) =>
      inTurn(async () => {
        await refusedWhileAway(parts.readPost(postId).then((post) => put(post, 'artwork')))
      }),
    play: (channel) =>
      inTurn(async () => {
        const wanted = parts.feedOf(channel)
        const { isEmpty } = await refusedWhileAway(wanted.begin())
        if (isEmpty) throw new Refusal('There is nothing in this channel.')
        feed = wanted
        if (!(await forward())) tryAgainLater()
      }),
    setPaused(next) {
      paused = next
      startTimers()
    },
    wake,
    async end() {
      isOver = true
      stopHearing()
      stopTimers()
      cancelRetry()
      onScreen = null
      await turn
    },
  }
}

function cannotBeShown(error: unknown): never {
  throw new Refusal(`Its picture cannot be shown: ${error instanceof Error ? error.message : error}`)
}

async function refusedWhileAway<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw error instanceof HubAway ? new Refusal('The hub cannot be asked just now.') : error
  })
}
