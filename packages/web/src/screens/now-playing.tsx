import type { Entry } from '@baton/protocol'
import { Disc3, MicVocal } from 'lucide-react'
import { useState } from 'react'
import { useFollowed, useHouse, useStore } from '../house/use-house.ts'
import { useSource } from '../house/use-source.ts'
import { ToggleButton } from '../parts/button.tsx'
import { Cover } from '../parts/cover.tsx'
import { LikeButton } from '../parts/like-button.tsx'
import { LyricsView } from '../parts/lyrics.tsx'
import { Page } from '../parts/page.tsx'
import { DeviceButton } from '../parts/player-bar.tsx'
import { SeekBar } from '../parts/seek-bar.tsx'
import { Empty } from '../parts/states.tsx'
import { Transport } from '../parts/transport.tsx'
import { useCoverTones } from '../parts/use-cover-tones.ts'
import { trackSource, VerbMenu } from '../parts/verb-menu.tsx'
import { VolumeControl } from '../parts/volume.tsx'
import { useWaveform } from '../parts/waveform.tsx'
import { addressOf } from '../route/route.ts'
import { words } from '../words/words.ts'

export function NowPlayingScreen() {
  const { speaking } = useHouse()
  const current = useFollowed((state) => state.session?.current ?? null)
  const next = useFollowed((state) => state.session?.next ?? null)
  const isStalled = useStore(speaking) === 'stalled'
  if (!current) {
    return (
      <Page title={words.nav.now}>
        <Empty title={words.player.nothing} text={words.player.nothingText} icon={Disc3}>
          <a className="button button-accent" href="#/">
            {words.player.toLibrary}
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
      <Page title={words.nav.now} hideTitle className={withLyrics ? 'now now-with-lyrics' : 'now'}>
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
            {isStalled ? words.player.stalled : ''}
          </p>
          <SeekBar waveform={waveform} />
          <Transport />
          <div className="now-end">
            <DeviceButton />
            <ToggleButton
              className="icon-button toggle"
              aria-label={words.lyrics.show}
              isSelected={withLyrics}
              onChange={choose}
            >
              <MicVocal aria-hidden />
            </ToggleButton>
            <VolumeControl />
          </div>
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
          {current.artist ?? words.library.unknownArtist}
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
      <VerbMenu title={current.title} source={source} albumId={current.albumId} />
    </div>
  )
}

function UpNext({ next }: { readonly next: Entry }) {
  return (
    <a className="now-next" href={addressOf({ page: 'queue' })}>
      <Cover coverId={next.coverId} of={next.album ?? next.title} size={96} className="row-cover" />
      <span className="row-text">
        <span className="row-sub">{words.player.upNext}</span>
        <span className="row-title">{next.title}</span>
      </span>
    </a>
  )
}
