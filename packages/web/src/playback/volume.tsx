import type { Ask } from '@baton/client'
import type { SessionView, Volume } from '@baton/protocol'
import { Volume1, Volume2, VolumeX } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider'
import { useAsk } from '../hub/ask.ts'
import { useFollowed } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { oneAtATime } from './one-at-a-time.ts'
import { type VolumeBound, volumeBoundOf } from './volume-bound.ts'

/** While a thumb is dragged the hub hears of it this often, not at every pixel. */
const SEND_EVERY_MS = 120

export function VolumeControl() {
  const session = useFollowed((state) => state.session)
  const ask = useAsk()
  const [held, setHeld] = useState<number | null>(null)
  const sentAt = useRef(0)
  const { volume, muted } = volumeOf(session)
  const { bound, why } = useBound()
  const isDisabled = session?.activeDeviceId == null
  const shown = held ?? bounded(volume, bound)
  const Icon = muted || shown === 0 ? VolumeX : shown < 50 ? Volume1 : Volume2

  const send = useMemo(() => oneAtATime((wanted: Ask) => ask(wanted)), [ask])
  const turn = (volume: number) =>
    send({ type: 'session.set-volume', volume, ...(muted && { muted: false }) })

  return (
    <div className="volume">
      <Button
        className="icon-button"
        aria-label={muted ? strings.player.unmute : strings.player.mute}
        isDisabled={isDisabled}
        onPress={() => void ask({ type: 'session.set-volume', muted: !muted })}
      >
        <Icon aria-hidden />
      </Button>
      <Slider
        className="slider volume-slider"
        aria-label={why === null ? strings.player.volume : `${strings.player.volume}. ${why}`}
        minValue={0}
        maxValue={100}
        step={1}
        value={shown}
        isDisabled={isDisabled}
        onChange={(value) => {
          const next = bounded(value as number, bound)
          setHeld(next)
          const now = performance.now()
          if (now - sentAt.current < SEND_EVERY_MS) return
          sentAt.current = now
          void turn(next)
        }}
        onChangeEnd={(value) => void turn(bounded(value as number, bound)).finally(() => setHeld(null))}
      >
        <SliderTrack className="slider-track">
          {bound !== null && (
            <span
              className="slider-bound"
              style={{ insetInlineStart: `${bound}%` }}
              title={why ?? undefined}
            />
          )}
          <span className="slider-fill" style={{ inlineSize: `${muted ? 0 : shown}%` }} />
          <SliderThumb className="slider-thumb" />
        </SliderTrack>
      </Slider>
    </div>
  )
}

/** Why the music gets no louder there, where something holds it. */
export function VolumeReason() {
  const why = useBound().why
  return why === null ? null : <p className="volume-why quiet">{why}</p>
}

function useBound(): VolumeBound {
  const session = useFollowed((state) => state.session)
  const device = useFollowed(({ devices, session: at }) =>
    devices?.find(({ deviceId }) => deviceId === at?.activeDeviceId),
  )
  return volumeBoundOf(session, device)
}

/** The volume of the active device; one that never chose plays at full. */
export function volumeOf(session: Pick<SessionView, 'activeDeviceId' | 'volumes'> | null): Volume {
  const known = session?.activeDeviceId ? session.volumes[session.activeDeviceId] : undefined
  return known ?? { volume: 100, muted: false }
}

/** The hub holds to it by itself; here the thumb stops there too. */
function bounded(volume: number, bound: number | null): number {
  return bound === null ? volume : Math.min(volume, bound)
}
