import { Disc3 } from 'lucide-react'
import { useFollowed, useHouse, useStore } from '../house/use-house.ts'
import { Cover } from '../parts/cover.tsx'
import { LikeButton } from '../parts/like-button.tsx'
import { Page } from '../parts/page.tsx'
import { DeviceButton } from '../parts/player-bar.tsx'
import { SeekBar } from '../parts/seek-bar.tsx'
import { Empty } from '../parts/states.tsx'
import { Transport } from '../parts/transport.tsx'
import { trackSource, VerbMenu } from '../parts/verb-menu.tsx'
import { VolumeControl } from '../parts/volume.tsx'
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
  return (
    <Page title={words.nav.now} hideTitle className="now">
      <div className="now-glow" aria-hidden="true">
        <Cover coverId={current.coverId} of={current.album ?? current.title} size={96} />
      </div>
      <Cover
        coverId={current.coverId}
        of={current.album ?? current.title}
        size={800}
        className="now-cover"
        eager
      />
      <div className="now-panel">
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
          <VerbMenu title={current.title} source={trackSource(current.trackId)} albumId={current.albumId} />
        </div>
        <p className="now-stall" role="status">
          {isStalled ? words.player.stalled : ''}
        </p>
        <SeekBar />
        <Transport />
        <div className="now-end">
          <DeviceButton />
          <VolumeControl />
        </div>
        {next && (
          <a className="now-next" href={addressOf({ page: 'queue' })}>
            <Cover coverId={next.coverId} of={next.album ?? next.title} size={96} className="row-cover" />
            <span className="row-text">
              <span className="row-sub">{words.player.upNext}</span>
              <span className="row-title">{next.title}</span>
            </span>
          </a>
        )}
      </div>
    </Page>
  )
}
