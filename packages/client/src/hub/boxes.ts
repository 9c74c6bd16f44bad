import { type BoxView, boxEndpoints, type SessionId, type Shelf } from '@baton/protocol'
import type { Calls } from './calls.ts'

export interface BoxChange {
  readonly enabled?: boolean
  /** Null: as loud as its device gets. */
  readonly maxVolume?: number | null
}

/** Boxes of the household, each known by its session; what they play is changed by commands that name it. */
export interface Boxes {
  all(): Promise<readonly BoxView[]>
  /** For a box: what the tags of the household play. */
  shelf(): Promise<Shelf>
  change(sessionId: SessionId, change: BoxChange): Promise<BoxView>
  remove(sessionId: SessionId): Promise<void>
}

export function boxes({ read, once }: Calls): Boxes {
  return {
    all: () => read(boxEndpoints.list),
    shelf: () => read(boxEndpoints.shelf),
    change: (id, { enabled, maxVolume }) =>
      once(boxEndpoints.change, { params: { id }, body: { enabled, max_volume: maxVolume } }),
    remove: async (id) => {
      await once(boxEndpoints.remove, { params: { id } })
    },
  }
}
