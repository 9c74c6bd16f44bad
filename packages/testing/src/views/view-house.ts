// What takes, counts and tells views, over any store: with displays and artworks of its own in the place of those of a hub.
import {
  type FiguresUpkeep,
  figuresUpkeep,
  markDisplays,
  type Principal,
  type RunningViews,
  takeViews,
  type ViewReadings,
  type ViewRecords,
  type ViewSubjects,
  viewReadings,
} from '@baton/hub/engine'
import type { ViewPayload } from '@baton/protocol'
import { displayOf, NOON, payloadOf, playerKey, postOf } from './views.ts'

export interface ViewHouse {
  readonly views: RunningViews
  readonly readings: ViewReadings
  readonly upkeep: FiguresUpkeep
  /** Failures that nobody was answered with. */
  readonly failures: unknown[]
  /** The hub's time. */
  now: number
  /** What came of it, as this display sends it now. */
  show(name: string, parts?: Partial<ViewPayload> & { readonly shownAt?: number | string }): Promise<string>
}

/** The author of every artwork but number 3, which is Ada's. */
export const AUTHOR = { userId: 'author', householdId: 'authors' } as Principal
export const NEVER = new AbortController().signal

export function viewHouse(
  records: ViewRecords,
  parts: {
    readonly mostWaiting?: number
    readonly reactions?: readonly { postId: number; at: number }[]
  } = {},
): ViewHouse {
  const failures: unknown[] = []
  const markDisplay = markDisplays('a key of this test')
  const now = () => house.now
  const author = (postId: number) => (postId === 3 ? 'owner-a' : 'author')
  const subjects: ViewSubjects = {
    displays: async (keys) =>
      new Map(keys.flatMap((key) => (key === playerKey('stray') ? [] : [[key, displayBy(key)] as const]))),
    posts: async (ids) =>
      new Map(
        ids.flatMap((id) =>
          id > 900
            ? []
            : [[id, { ...postOf(id, { authorId: author(id) }), title: `Artwork ${id}` }] as const],
        ),
      ),
    reactions: async () => (parts.reactions ?? []).map((one) => ({ ...one, reactions: 1 })),
  }
  const { mostWaiting } = parts
  const views = takeViews({
    records,
    subjects,
    onFailure: (error) => failures.push(error),
    ...(mostWaiting !== undefined && { mostWaiting }),
  })
  const readings = viewReadings({ records, subjects, markDisplay, now })
  const house: ViewHouse = {
    views,
    readings,
    upkeep: figuresUpkeep({ records, markDisplay, now }),
    failures,
    now: NOON,
    async show(name, { shownAt = house.now, ...more } = {}) {
      const sent = {
        playerKey: playerKey(name),
        payload: payloadOf(name, shownAt, more),
        receivedAt: house.now,
      }
      return (await views.takeView(sent)).outcome
    },
  }
  return house
}

/** Of the display `nobodys` and of that of somebody who was `banned` the house knows so. */
function displayBy(key: string) {
  return displayOf(key.slice(24).replace(/^0+/, ''), {
    playerKey: key,
    ...(key === playerKey('nobodys') && { ownerId: null }),
    ...(key === playerKey('banned') && { isOwnerPermitted: false }),
  })
}
