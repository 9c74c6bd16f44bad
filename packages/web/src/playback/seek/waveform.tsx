import { isFailure } from '@baton/client'
import type { TrackId, Waveform } from '@baton/protocol'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useHub } from '../../hub/use-hub.ts'
import { useRead } from '../../hub/use-read.ts'
import { barsOf, pathOf } from './waveform-shape.ts'

const BAR_PX = 4

/** The waveform of a track, or null while there is none: the hub may not have drawn it, or cannot. */
export function useWaveform(trackId: TrackId | null): Waveform | null {
  const { library } = useHub().hub
  const loaded = useRead<Waveform | null>(`waveform ${trackId}`, async () => {
    if (trackId === null) return null
    return library.waveform(trackId).catch((error: unknown) => {
      if (isFailure(error)) return null
      throw error
    })
  })
  return loaded.phase === 'ready' && loaded.value && loaded.value.peaks.length > 0 ? loaded.value : null
}

/** Drawn inside the seek bar: what was heard in the colour of the page, the rest quiet. */
export function WaveformPicture({ waveform, part }: { readonly waveform: Waveform; readonly part: number }) {
  const box = useRef<HTMLSpanElement>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setWidth(element.clientWidth))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  const bars = useMemo(() => barsOf(waveform.peaks, Math.floor(width / BAR_PX)), [waveform, width])
  const path = useMemo(() => pathOf(bars), [bars])
  const field = `0 0 ${Math.max(1, bars.length)} 100`
  const percent = `${100 - Math.min(100, Math.max(0, part * 100))}%`
  return (
    <span className="waveform" ref={box} aria-hidden="true">
      <svg viewBox={field} preserveAspectRatio="none" aria-hidden>
        <path d={path} />
      </svg>
      <svg
        aria-hidden
        className="waveform-heard"
        viewBox={field}
        preserveAspectRatio="none"
        style={{ clipPath: `inset(0 ${percent} 0 0)` }}
      >
        <path d={path} />
      </svg>
    </span>
  )
}
