import type { Album } from '@baton/protocol'
import { Play } from 'lucide-react'
import { memo } from 'react'
import { Cover } from '../music/cover.tsx'
import { usePlayActions } from '../music/play-actions.ts'
import { PlayMenu } from '../music/play-menu.tsx'
import { useSource } from '../music/use-source.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

export interface AlbumCardProps {
  readonly album: Album
  readonly eager?: boolean
  /** On an artist's page the year stands where elsewhere the artist does. */
  readonly withYear?: boolean
}

export const AlbumCard = memo(function AlbumCard({ album, eager = false, withYear = false }: AlbumCardProps) {
  const source = useSource({ albumId: album.albumId })
  const actions = usePlayActions(album.title, source)
  const artist = album.artist ?? strings.library.unknownArtist
  const sub = withYear ? (album.year ?? strings.count.tracks(album.trackCount)) : artist
  return (
    <article className="card">
      <div className="card-picture">
        <Cover coverId={album.coverId} of={album.title} size={320} eager={eager} />
        <Button
          className="card-play"
          aria-label={strings.actions.playNowOf(album.title)}
          onPress={actions.playNow}
        >
          <Play aria-hidden fill="currentColor" />
        </Button>
      </div>
      <div className="card-line">
        <a className="card-text" href={addressOf({ page: 'album', albumId: album.albumId })}>
          <span className="card-title">{album.title}</span>
          <span className="card-sub">{sub}</span>
        </a>
        <PlayMenu title={album.title} source={source} artistId={album.artistId} />
      </div>
    </article>
  )
})
