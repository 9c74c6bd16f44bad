import type { Waveform } from '@baton/protocol'
import { type KeyboardEvent, useState } from 'react'
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider'
import { useAsk } from '../../hub/ask.ts'
import { useFollowed } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'
import { clockText } from '../../strings/time-text.ts'
import { usePosition } from './use-position.ts'
import { WaveformPicture } from './waveform.tsx'

const KEY_STEP_MS = 5_000
/** How long the bar stays where somebody left it, until the hub's answer moves it. */
const HOLD_MS = 150

export interface SeekBarProps {
  readonly className?: string
  /** Shown in place of the plain bar, where there is one. */
  readonly waveform?: Waveform | null
}

export function SeekBar({ className = '', waveform = null }: SeekBarProps) {
  const { positionMs, durationMs } = usePosition()
  const entryId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const ask = useAsk()
  const [held, setHeld] = useState<number | null>(null)
  const end = durationMs ?? 0
  const shown = Math.min(held ?? positionMs, end)
  const part = end > 0 ? shown / end : 0

  const seek = (to: number) => {
    const target = Math.round(Math.max(0, Math.min(end, to)))
    setHeld(target)
    void ask({ type: 'session.seek', positionMs: target }).finally(() => {
      setTimeout(() => setHeld(null), HOLD_MS)
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? KEY_STEP_MS : event.key === 'ArrowLeft' ? -KEY_STEP_MS : 0
    if (step === 0) return
    event.preventDefault()
    event.stopPropagation()
    seek(shown + step)
  }

  return (
    <div className={`seek ${className}`} onKeyDownCapture={onKeyDown}>
      <span className="seek-time">{clockText(entryId === null ? null : shown)}</span>
      <Slider
        key={entryId}
        className="slider seek-slider"
        data-waveform={waveform !== null || undefined}
        aria-label={strings.player.seek}
        minValue={0}
        maxValue={Math.max(1, end / 1000)}
        step={0.1}
        value={shown / 1000}
        formatOptions={{ style: 'unit', unit: 'second', unitDisplay: 'long', maximumFractionDigits: 0 }}
        isDisabled={entryId === null || durationMs === null}
        onChange={(value) => setHeld(single(value) * 1000)}
        onChangeEnd={(value) => seek(single(value) * 1000)}
      >
        <SliderTrack className="slider-track">
          {waveform ? (
            <WaveformPicture waveform={waveform} part={part} />
          ) : (
            <span className="slider-fill" style={{ inlineSize: `${part * 100}%` }} />
          )}
          <SliderThumb className="slider-thumb" />
        </SliderTrack>
      </Slider>
      <span className="seek-time">{clockText(durationMs)}</span>
    </div>
  )
}

function single(value: number | number[]): number {
  return Array.isArray(value) ? (value[0] ?? 0) : value
}
