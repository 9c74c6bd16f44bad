import { MonitorSpeaker } from 'lucide-react'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { Cover } from '../music/cover.tsx'
import { LikeButton } from '../music/like-button.tsx'
import { deviceChoice } from '../navigation/open-panels.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { SeekBar } from './seek/seek-bar.tsx'
import { usePosition } from './seek/use-position.ts'
import { NextButton, PlayButton, Transport } from './transport-buttons.tsx'
import { VolumeControl } from './volume.tsx'

/** What plays, on every page: small on phones, with everything at hand on larger screens. */
export function PlayerBar() {
  const current = useFollowed((state) => state.session?.current ?? null)
  return (
    <section className="bar" aria-label={strings.player.label} data-empty={!current || undefined}>
      <ThinProgress />
      <div className="bar-track">
        <a className="bar-open" href={addressOf({ page: 'now' })}>
          <span className="visually-hidden">{strings.player.open}: </span>
          <Cover
            coverId={current?.coverId ?? null}
            of={current?.album ?? 'baton'}
            size={96}
            className="bar-cover"
          />
          <span className="row-text">
            <span className="row-title">{current?.title ?? strings.player.nothing}</span>
            <span className="row-sub">
              {current ? (current.artist ?? strings.library.unknownArtist) : strings.player.nothingText}
            </span>
          </span>
        </a>
        {current && <LikeButton trackId={current.trackId} />}
      </div>
      <div className="bar-middle">
        <Transport />
        <SeekBar />
      </div>
      <div className="bar-end">
        <DeviceButton />
        <VolumeControl />
      </div>
      <div className="bar-small">
        <DeviceButton isSmall />
        <PlayButton className="play-small" />
        <NextButton />
      </div>
    </section>
  )
}

export function DeviceButton({ isSmall = false }: { readonly isSmall?: boolean }) {
  const { deviceId } = useHub()
  const active = useFollowed(
    (state) => state.devices?.find((device) => device.deviceId === state.session?.activeDeviceId) ?? null,
  )
  const name = !active
    ? strings.devices.choose
    : active.deviceId === deviceId
      ? strings.devices.here
      : active.name
  return (
    <Button
      className={isSmall ? 'icon-button' : 'button button-quiet device-button'}
      data-selected={active !== null || undefined}
      onPress={() => deviceChoice.set(true)}
    >
      <MonitorSpeaker aria-hidden />
      {active && <span className="visually-hidden">{strings.devices.choose}: </span>}
      <span className={isSmall ? 'visually-hidden' : 'device-name'}>{name}</span>
    </Button>
  )
}

function ThinProgress() {
  const { positionMs, durationMs } = usePosition()
  const part = durationMs ? Math.min(100, (positionMs / durationMs) * 100) : 0
  return (
    <span className="bar-progress" aria-hidden="true">
      <span style={{ inlineSize: `${part}%` }} />
    </span>
  )
}
