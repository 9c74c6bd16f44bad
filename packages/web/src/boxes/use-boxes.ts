import type { BoxView } from '@baton/protocol'
import { useHub, useOwnFollowed, useStore } from '../hub/use-hub.ts'

const NONE: readonly BoxView[] = []

/** The boxes of the household; none until the hub has told of them. */
export function useBoxes(): readonly BoxView[] {
  return useOwnFollowed((state) => state.boxes) ?? NONE
}

/** Listeners play on boxes, and leave them as they are. */
export function useMayChangeBoxes(): boolean {
  const me = useStore(useHub().hub.me)
  return me !== null && !me.roles.includes('listener')
}
