// The artworks of one channel, page after page, and over again from the beginning. What is known of it is walked on while
// the hub is away.
import { HubAway, Refusal } from '../refusal.ts'
import { type Channel, contextOf } from './channel.ts'
import { type Post, postIn } from './post.ts'

const PAGE = 20
/** The next page is asked for when fewer than this are left. */
const AHEAD = 6
/** So many are known at most; what was walked past longest ago is forgotten first. */
const MAX_KNOWN = 300
/** What goes behind the cursor of another hub is no cursor. */
const MAX_CURSOR = 500

export interface FeedParts {
  readonly channel: Channel
  /** Asks the hub, in the words of MQTT. Rejects with HubAway, or a Refusal with the hub's reason. */
  readonly ask: (request: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>>>
}

export interface Feed {
  readonly channel: Channel
  /** The first page, before anything is shown of it. Rejects as `ask` does. */
  begin(): Promise<{ readonly isEmpty: boolean }>
  /** The one that comes next; null: none is known. */
  next(): Promise<Post | null>
  /** Those that come after that, as far as they are known. */
  ahead(count: number): readonly Post[]
  /** This one comes next. */
  putBack(post: Post): void
}

/** `more`: the cursor behind the last page that is known; null: there is nothing behind it. */
type Walk = { readonly name: 'unknown' } | { readonly name: 'known'; readonly more: string | null }

export function feed({ channel, ask }: FeedParts): Feed {
  let known: readonly Post[] = []
  let at = 0
  let walk: Walk = { name: 'unknown' }
  let asking: Promise<void> | null = null

  async function page(cursor: string | null) {
    const answer = await ask({
      request_type: 'query_posts',
      ...contextOf(channel),
      sort: channel.order,
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    })
    const { posts, next_cursor: more } = answer
    const found = Array.isArray(posts) ? posts.flatMap((told) => postIn(told) ?? []) : []
    const isCursor = typeof more === 'string' && more !== '' && more.length <= MAX_CURSOR
    return { posts: found.slice(0, PAGE), more: isCursor ? more : null }
  }

  /** From the beginning: what was put in, changed and taken away meanwhile is known now. */
  async function begin(): Promise<{ readonly isEmpty: boolean }> {
    const first = await page(null)
    known = first.posts
    at = 0
    walk = { name: 'known', more: first.more }
    return { isEmpty: known.length === 0 }
  }

  /** One at a time. */
  function further(): Promise<void> {
    asking ??= readFurther().finally(() => {
      asking = null
    })
    return asking
  }

  async function readFurther(): Promise<void> {
    const begun = walk
    if (begun.name === 'unknown' || begun.more === null) return
    try {
      const { posts, more } = await page(begun.more)
      if (walk !== begun) return
      const surplus = Math.min(at, Math.max(0, known.length + posts.length - MAX_KNOWN))
      known = [...known.slice(surplus), ...posts]
      at -= surplus
      walk = { name: 'known', more }
    } catch (error) {
      // A cursor that the hub does not take any more leads nowhere: the walk ends here and begins anew.
      if (error instanceof Refusal && walk === begun) walk = { name: 'known', more: null }
      else if (!(error instanceof Refusal)) throw error
    }
  }

  const hasMore = () => walk.name === 'known' && walk.more !== null

  return {
    channel,
    begin,
    async next() {
      try {
        // A page may have nothing in it that can be shown.
        while (at >= known.length && hasMore()) await further()
        if (at >= known.length) await begin()
      } catch (error) {
        if (!(error instanceof HubAway) && !(error instanceof Refusal)) throw error
        // What is known comes again.
        if (at >= known.length) at = 0
      }
      const post = known[at]
      if (!post) return null
      at += 1
      if (known.length - at < AHEAD && hasMore()) further().catch(() => {})
      return post
    },
    ahead: (count) => known.slice(at, at + count),
    putBack(post) {
      known = [...known.slice(0, at), post, ...known.slice(at)]
    },
  }
}
