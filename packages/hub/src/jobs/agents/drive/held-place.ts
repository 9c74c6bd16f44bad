import type { SessionView } from '@baton/protocol'

/** Where the timeline stood when an agent had to wait for the silence of others: it begins there. Rule CB49. */
export interface HeldPlace {
  /** It has to wait, and the timeline is at this place by now. */
  keep(view: SessionView, positionMs: number): void
  /** Null: on this timeline it has not waited. */
  in(view: SessionView): number | null
}

export function heldPlace(): HeldPlace {
  let held: { readonly anchor: string; readonly positionMs: number } | null = null
  return {
    keep(view, positionMs) {
      // The former speaker of a hand-over goes on until it says where it stopped.
      if (view.handOver && view.handOver.silenced === null) return
      const anchor = anchorOf(view)
      if (held?.anchor !== anchor) held = { anchor, positionMs }
    },
    in: (view) => (held?.anchor === anchorOf(view) ? held.positionMs : null),
  }
}

function anchorOf({ current, timeline }: SessionView): string {
  return [current?.entryId, timeline.at, timeline.positionMs].join(' ')
}
