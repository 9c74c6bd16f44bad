import { useEffect, useState } from 'react'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { drawnPosition, projectSeek } from './seek-projection.ts'

/** The position to draw. Moves only while the music plays and the page is visible: browsers hold animation frames back otherwise. */
export function usePosition(): { readonly positionMs: number; readonly durationMs: number | null } {
  const { following } = useHub()
  const session = useFollowed((state) => state.session)
  const [, setDrawn] = useState(-1)
  const now = session ? projectSeek(session, following.serverNow()) : { positionMs: 0, durationMs: null }

  useEffect(() => {
    if (!session || session.timeline.rate === 0) return
    let frame = 0
    const draw = () => {
      const { positionMs, durationMs } = projectSeek(session, following.serverNow())
      setDrawn(drawnPosition(positionMs, durationMs))
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => cancelAnimationFrame(frame)
  }, [session, following])

  return now
}
