import type { ArtistId, ArtistPage } from '@baton/protocol'
import { useLoaded } from '../house/loaded.ts'
import { useHouse } from '../house/use-house.ts'
import { useSource } from '../house/use-source.ts'
import { AlbumCard } from '../parts/album-card.tsx'
import { ALBUM_TILES } from '../parts/grid-shape.ts'
import { Page } from '../parts/page.tsx'
import { SourceHead } from '../parts/source-head.tsx'
import { Failed, Waiting } from '../parts/states.tsx'
import { TrackRow } from '../parts/track-row.tsx'
import { VirtualGrid, VirtualRows, whole } from '../parts/virtual-list.tsx'
import { words } from '../words/words.ts'

export function ArtistScreen({ artistId }: { readonly artistId: string }) {
  const { hub } = useHouse()
  const loaded = useLoaded(`artist ${artistId}`, () => hub.library.artist(artistId))
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
          {words.count.albums(artist.albumCount)} · {words.count.tracks(artist.trackCount)}
        </p>
      </SourceHead>
      {artist.albums.length > 0 && (
        <section className="part">
          <h2>{words.artist.albums}</h2>
          <VirtualGrid paged={whole(artist.albums)} keyOf={(album) => album.albumId} shape={ALBUM_TILES}>
            {(album, index) => <AlbumCard album={album} eager={index < 8} withYear />}
          </VirtualGrid>
        </section>
      )}
      {artist.tracks.length > 0 && (
        <section className="part">
          <h2>{words.artist.tracks}</h2>
          <VirtualRows paged={whole(artist.tracks)} keyOf={(track) => track.trackId}>
            {(track) => <TrackRow track={track} />}
          </VirtualRows>
        </section>
      )}
    </Page>
  )
}
