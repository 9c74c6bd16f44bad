import type { Entry } from '@baton/protocol'
import { Disc3, MicVocal } from 'lucide-react'
import { useState } from 'react'
import { useFollowed, useHub, useStore } from '../hub/use-hub.ts'
import { Cover } from '../music/cover.tsx'
import { LikeButton } from '../music/like-button.tsx'
import { PlayMenu, trackSource } from '../music/play-menu.tsx'
import { useSource } from '../music/use-source.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { ToggleButton } from '../ui/button.tsx'
import { Empty } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { LyricsView } from './lyrics/lyrics.tsx'
import { DeviceButton } from './player-bar.tsx'
import { SeekBar } from './seek/seek-bar.tsx'
import { useWaveform } from './seek/waveform.tsx'
import { Transport } from './transport-buttons.tsx'
import { useCoverTones } from './use-cover-tones.ts'
import { VolumeControl, VolumeReason } from './volume.tsx'

export function NowPlayingScreen() {
  const { speaking } = useHub()
  const current = useFollowed((state) => state.session?.current ?? null)
  const next = useFollowed((state) => state.session?.next ?? null)
  const isStalled = useStore(speaking) === 'stalled'
  if (!current) {
    return (
      <Page title={strings.nav.now}>
        <Empty title={strings.player.nothing} text={strings.player.nothingText} icon={Disc3}>
          <a className="button button-accent" href="#/">
            {strings.player.toLibrary}
          </a>
        </Empty>
      </Page>
    )
  }
  return <Playing current={current} next={next} isStalled={isStalled} />
}

interface PlayingProps {
  readonly current: Entry
  readonly next: Entry | null
  readonly isStalled: boolean
}

/** Whoever reads along reads along in the next track too. */
let lyricsWanted = false

function Playing({ current, next, isStalled }: PlayingProps) {
  const tones = useCoverTones(current.coverId)
  const waveform = useWaveform(current.trackId)
  const [withLyrics, setWithLyrics] = useState(lyricsWanted)
  const choose = (wanted: boolean) => {
    lyricsWanted = wanted
    setWithLyrics(wanted)
  }
  return (
    <div className="now-tone" style={tones} data-toned={tones !== undefined || undefined}>
      <Page title={strings.nav.now} hideTitle className={withLyrics ? 'now now-with-lyrics' : 'now'}>
        <div className="now-glow" aria-hidden="true" />
        {withLyrics ? (
          <LyricsView key={current.trackId} trackId={current.trackId} />
        ) : (
          <Cover
            coverId={current.coverId}
            of={current.album ?? current.title}
            size={800}
            className="now-cover"
            eager
          />
        )}
        <div className="now-panel">
          <TitleLine current={current} />
          <p className="now-stall" role="status">
            {isStalled ? strings.player.stalled : ''}
          </p>
          <SeekBar waveform={waveform} />
          <Transport />
          <div className="now-end">
            <DeviceButton />
            <ToggleButton
              className="icon-button toggle"
              aria-label={strings.lyrics.show}
              isSelected={withLyrics}
              onChange={choose}
            >
              <MicVocal aria-hidden />
            </ToggleButton>
            <VolumeControl />
          </div>
          <VolumeReason />
          {next && <UpNext next={next} />}
        </div>
      </Page>
    </div>
  )
}

function TitleLine({ current }: { readonly current: Entry }) {
  const source = useSource(trackSource(current.trackId))
  return (
    <div className="now-line">
      <div className="now-text">
        <h2 className="now-title">{current.title}</h2>
        <p className="now-artist">
          {current.artist ?? strings.library.unknownArtist}
          {current.album && (
            <>
              {' · '}
              {current.albumId ? (
                <a href={addressOf({ page: 'album', albumId: current.albumId })}>{current.album}</a>
              ) : (
                current.album
              )}
            </>
          )}
        </p>
      </div>
      <LikeButton trackId={current.trackId} />
      <PlayMenu title={current.title} source={source} albumId={current.albumId} />
    </div>
  )
}

function UpNext({ next }: { readonly next: Entry }) {
  return (
    <a className="now-next" href={addressOf({ page: 'queue' })}>
      <Cover coverId={next.coverId} of={next.album ?? next.title} size={96} className="row-cover" />
      <span className="row-text">
        <span className="row-sub">{strings.player.upNext}</span>
        <span className="row-title">{next.title}</span>
      </span>
    </a>
  )
}
