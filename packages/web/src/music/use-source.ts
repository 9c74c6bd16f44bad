import type { TrackSource } from '@baton/protocol'
import { useRef } from 'react'

/** The same object as long as it names the same music, so that what depends on it is not made anew at each drawing. */
export function useSource(source: TrackSource): TrackSource {
  const known = useRef(source)
  if (JSON.stringify(known.current) !== JSON.stringify(source)) known.current = source
  return known.current
}
