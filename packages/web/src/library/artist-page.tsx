import type { ArtistId, ArtistPage } from '@baton/protocol'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { TrackRow } from '../music/track-row.tsx'
import { useSource } from '../music/use-source.ts'
import { strings } from '../strings/strings.ts'
import { Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { ALBUM_TILES } from '../ui/grid-shape.ts'
import { Page } from '../ui/page.tsx'
import { whole } from '../ui/paged.ts'
import { VirtualGrid, VirtualRows } from '../ui/virtual-list.tsx'
import { AlbumCard } from './album-card.tsx'
import { SourceHead } from './source-head.tsx'

export function ArtistScreen({ artistId }: { readonly artistId: string }) {
  const { hub } = useHub()
  const loaded = useRead(`artist ${artistId}`, () => hub.library.artist(artistId))
  if (loaded.phase === 'loading') return <Waiting shape="page" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  return <ArtistView artist={loaded.value} />
}

function ArtistView({ artist }: { readonly artist: ArtistPage }) {
  const source = useSource({ artistId: artist.artistId as ArtistId })
  return (
    <Page title={artist.name} hideTitle className="album">
      <SourceHead title={artist.name} coverId={artist.coverId} source={source} portrait>
        <p className="quiet">
          {strings.count.albums(artist.albumCount)} · {strings.count.tracks(artist.trackCount)}
        </p>
      </SourceHead>
      {artist.albums.length > 0 && (
        <section className="part">
          <h2>{strings.artist.albums}</h2>
          <VirtualGrid paged={whole(artist.albums)} keyOf={(album) => album.albumId} shape={ALBUM_TILES}>
            {(album, index) => <AlbumCard album={album} eager={index < 8} withYear />}
          </VirtualGrid>
        </section>
      )}
      {artist.tracks.length > 0 && (
        <section className="part">
          <h2>{strings.artist.tracks}</h2>
          <VirtualRows paged={whole(artist.tracks)} keyOf={(track) => track.trackId}>
            {(track) => <TrackRow track={track} />}
          </VirtualRows>
        </section>
      )}
    </Page>
  )
}
