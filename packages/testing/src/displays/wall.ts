// A wall of displays with a past: what each has shown, how it tells of it whatever happens to the hub, and what has to
// come of it.
import type { Dice } from '../fakes/seeded-chance.ts'
import { type DisplayClient, type DisplayCredentials, displayClient } from './display-client.ts'

/** A display that hangs at somebody's. */
export interface HangingDisplay extends DisplayCredentials {
  readonly owner: string
}

export interface Showing {
  readonly postId: number
  readonly shownAt: number
  readonly intent: 'artwork' | 'channel'
  /** It is told twice, as if its acknowledgement had been lost. */
  readonly isTwice: boolean
}

/** What the author of an artwork is owed. */
export interface Owed {
  readonly views: number
  readonly impressions: number
  readonly publicViews: number
  readonly uniqueDisplays: number
}

const IN_FLIGHT = 4
const APART_MS = 5_000
const DAY_MS = 86_400_000
const AGAIN_AFTER_MS = 50

/** So many showings since then, at least 5 s apart. */
export function showings(
  dice: Dice,
  {
    count,
    since,
    until,
    postIds,
  }: { count: number; since: number; until: number; postIds: readonly number[] },
): readonly Showing[] {
  const most = Math.floor((until - since) / count)
  let shownAt = since
  return Array.from({ length: count }, () => {
    shownAt += dice.between(APART_MS, most)
    return {
      postId: dice.pick(postIds),
      shownAt,
      intent: dice.chance(0.4) ? 'artwork' : 'channel',
      isTwice: dice.chance(0.2),
    }
  })
}

/** What is owed for an artwork, whose author has none of these displays. */
export function owedFor(
  postId: number,
  wall: readonly { readonly display: HangingDisplay; readonly shown: readonly Showing[] }[],
): Owed {
  const all = wall.flatMap(({ display, shown }) =>
    shown.filter((one) => one.postId === postId).map((one) => ({ ...one, ...display })),
  )
  const views = all.filter(({ intent }) => intent === 'artwork')
  const days = views.map(({ owner, shownAt }) => `${owner} ${Math.floor(shownAt / DAY_MS)}`)
  return {
    views: views.length,
    impressions: all.length - views.length,
    publicViews: new Set(days).size,
    uniqueDisplays: new Set(all.map(({ playerKey }) => playerKey)).size,
  }
}

/** Tells of all of it in any order, over as many connections as it takes. Resolves once everything was acknowledged. */
export async function tellAll(
  url: string,
  display: HangingDisplay,
  shown: readonly Showing[],
  { dice, onAcknowledged }: { readonly dice: Dice; readonly onAcknowledged: () => void },
): Promise<void> {
  const waiting = shown.flatMap((one) => (one.isTwice ? [one, one] : [one]))
  for (let at = waiting.length - 1; at > 0; at--) {
    const other = dice.below(at + 1)
    ;[waiting[at], waiting[other]] = [waiting[other] as Showing, waiting[at] as Showing]
  }
  while (waiting.length > 0) {
    // The hub may be away just now.
    const client = await displayClient(url, display).catch(() => null)
    if (client === null) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
      continue
    }
    await Promise.all(Array.from({ length: IN_FLIGHT }, () => tellSome(client)))
    await client[Symbol.asyncDispose]()
  }

  async function tellSome(client: DisplayClient): Promise<void> {
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      const said = client.say('view', eventOf(display, one)).then(
        () => true,
        () => false,
      )
      const isTaken = await Promise.race([said, client.closed.then(() => false)])
      if (!isTaken) {
        // Nobody knows what became of it: it is told again.
        waiting.push(one)
        return
      }
      onAcknowledged()
    }
  }
}

function eventOf({ playerKey }: HangingDisplay, { postId, shownAt, intent }: Showing): object {
  return {
    post_id: postId,
    timestamp: new Date(shownAt).toISOString(),
    timezone: '',
    intent,
    play_order: 0,
    channel: 'all',
    player_key: playerKey,
    request_ack: false,
  }
}
