import type { AlbumId, AlbumPage, ArtistId, Track } from '@baton/protocol'
import { Play } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { useLoaded } from '../house/loaded.ts'
import { useHouse } from '../house/use-house.ts'
import { useVerbs } from '../house/use-verbs.ts'
import { AlbumCard } from '../parts/album-card.tsx'
import { Cover } from '../parts/cover.tsx'
import { Page } from '../parts/page.tsx'
import { Failed, Waiting } from '../parts/states.tsx'
import { TrackRow } from '../parts/track-row.tsx'
import { VerbMenu } from '../parts/verb-menu.tsx'
import { lengthText } from '../words/time-words.ts'
import { words } from '../words/words.ts'

export function AlbumScreen({ albumId }: { readonly albumId: string }) {
  const { hub } = useHouse()
  const loaded = useLoaded(`album ${albumId}`, () => hub.library.album(albumId))
  if (loaded.phase === 'loading') return <Waiting shape="page" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  return <Album album={loaded.value} />
}

function Album({ album }: { readonly album: AlbumPage }) {
  const source = { albumId: album.albumId as AlbumId }
  const verbs = useVerbs(album.title, source)
  const facts = [
    album.year === null ? null : String(album.year),
    words.count.tracks(album.tracks.length),
    lengthText(album.durationMs),
  ].filter((fact) => fact !== null)
  return (
    <Page title={album.title} hideTitle className="album">
      <div className="album-head">
        <Cover coverId={album.coverId} of={album.title} size={800} className="album-cover" eager />
        <div className="album-text">
          <p className="album-title" aria-hidden="true">
            {album.title}
          </p>
          <p className="album-artist">{album.artist ?? words.library.unknownArtist}</p>
          <p className="quiet">{facts.join(' · ')}</p>
          <div className="album-verbs">
            <Button className="button button-accent" onPress={verbs.playNow}>
              <Play aria-hidden fill="currentColor" /> {words.verbs.playNow}
            </Button>
            <Button className="button" onPress={verbs.playNext}>
              {words.verbs.playNext}
            </Button>
            <Button className="button" onPress={verbs.addToEnd}>
              {words.verbs.addToEnd}
            </Button>
          </div>
        </div>
      </div>
      {discsOf(album.tracks).map(({ number, tracks }, _index, discs) => (
        <section key={number}>
          {discs.length > 1 && <h2 className="disc">{words.album.disc(number)}</h2>}
          <ol className="rows">
            {tracks.map((track, index) => (
              <li key={track.trackId}>
                <TrackRow track={track} number={track.trackNo ?? index + 1} onAlbumPage />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </Page>
  )
}

function discsOf(tracks: readonly Track[]): { number: number; tracks: Track[] }[] {
  const discs = new Map<number, Track[]>()
  for (const track of tracks) {
    const number = track.discNo ?? 1
    discs.set(number, [...(discs.get(number) ?? []), track])
  }
  return [...discs].map(([number, of]) => ({ number, tracks: of }))
}

export function ArtistScreen({ artistId }: { readonly artistId: string }) {
  const { hub } = useHouse()
  const loaded = useLoaded(`artist ${artistId}`, () => hub.library.artist(artistId))
  if (loaded.phase === 'loading') return <Waiting shape="page" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  const artist = loaded.value
  return (
    <Page
      title={artist.name}
      tools={<VerbMenu title={artist.name} source={{ artistId: artist.artistId as ArtistId }} />}
    >
      <p className="quiet page-sub">
        {words.count.albums(artist.albumCount)} · {words.count.tracks(artist.trackCount)}
      </p>
      <ul className="grid">
        {artist.albums.map((album) => (
          <AlbumCard key={album.albumId} album={album} eager />
        ))}
      </ul>
    </Page>
  )
}
