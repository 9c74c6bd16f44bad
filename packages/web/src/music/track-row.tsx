import type { Track } from '@baton/protocol'
import { AudioLines } from 'lucide-react'
import { memo } from 'react'
import { useFollowed } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { clockText } from '../strings/time-text.ts'
import { Button } from '../ui/button.tsx'
import { Cover } from './cover.tsx'
import { LikeButton } from './like-button.tsx'
import { usePlays } from './likes.ts'
import { usePlayActions } from './play-actions.ts'
import { PlayMenu, trackSource } from './play-menu.tsx'
import { useSource } from './use-source.ts'

export interface TrackRowProps {
  readonly track: Track
  /** On an album's page the number stands where elsewhere the cover does. */
  readonly number?: number | null
  readonly onAlbumPage?: boolean
  /** How often it was played, in a list that is about that. */
  readonly withPlays?: boolean
}

/** Lists are drawn at every step of scrolling: a row that shows the same is left alone. */
export const TrackRow = memo(function TrackRow(props: TrackRowProps) {
  const { track, number, onAlbumPage = false, withPlays = onAlbumPage } = props
  const source = useSource(trackSource(track.trackId))
  const actions = usePlayActions(track.title, source)
  const isCurrent = useFollowed((state) => state.session?.current?.trackId === track.trackId)
  const isMissing = track.missing === true
  const artist = track.artist ?? strings.library.unknownArtist
  return (
    <div className="row" data-current={isCurrent || undefined} data-missing={isMissing || undefined}>
      <Button
        className="row-main"
        isDisabled={isMissing}
        aria-current={isCurrent || undefined}
        onPress={actions.playNow}
      >
        <span className="visually-hidden">{strings.actions.playNow}: </span>
        {onAlbumPage ? (
          <span className="row-number">{isCurrent ? <AudioLines aria-hidden /> : (number ?? '')}</span>
        ) : (
          <Cover coverId={track.coverId} of={track.album ?? track.title} size={96} className="row-cover" />
        )}
        <span className="row-text">
          <span className="row-title">{track.title}</span>
          <span className="row-sub">
            {isMissing
              ? strings.library.missing
              : onAlbumPage || !track.album
                ? artist
                : `${artist} · ${track.album}`}
            {withPlays && !isMissing && <Plays trackId={track.trackId} />}
          </span>
        </span>
        <span className="row-time">{clockText(track.durationMs)}</span>
      </Button>
      <LikeButton trackId={track.trackId} />
      <PlayMenu
        title={track.title}
        source={source}
        albumId={onAlbumPage ? null : track.albumId}
        artistId={track.artistId}
      />
    </div>
  )
})

function Plays({ trackId }: { readonly trackId: Track['trackId'] }) {
  const plays = usePlays(trackId)
  return plays > 0 && ` · ${strings.history.plays(plays)}`
}
