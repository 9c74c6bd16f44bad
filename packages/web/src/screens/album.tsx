import type { AlbumId, AlbumPage, Track } from '@baton/protocol'
import { useLoaded } from '../house/loaded.ts'
import { useHouse } from '../house/use-house.ts'
import { useSource } from '../house/use-source.ts'
import { Page } from '../parts/page.tsx'
import { SourceHead } from '../parts/source-head.tsx'
import { Failed, Waiting } from '../parts/states.tsx'
import { TrackRow } from '../parts/track-row.tsx'
import { VirtualRows, whole } from '../parts/virtual-list.tsx'
import { addressOf } from '../route/route.ts'
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
  const source = useSource({ albumId: album.albumId as AlbumId })
  const genre = genreOf(album.tracks)
  const artist = album.artist ?? words.library.unknownArtist
  return (
    <Page title={album.title} hideTitle className="album">
      <SourceHead title={album.title} coverId={album.coverId} source={source}>
        <p className="album-artist">
          {album.artistId ? (
            <a href={addressOf({ page: 'artist', artistId: album.artistId })}>{artist}</a>
          ) : (
            artist
          )}
        </p>
        <p className="album-facts quiet">
          {album.year !== null && (
            <a href={addressOf({ page: 'albums', q: '', year: album.year })}>{album.year}</a>
          )}
          {genre && <a href={addressOf({ page: 'albums', q: '', genre })}>{genre}</a>}
          <span>{words.count.tracks(album.tracks.length)}</span>
          <span>{lengthText(album.durationMs)}</span>
        </p>
      </SourceHead>
      {discsOf(album.tracks).map(({ number, tracks }, _index, discs) => (
        <section key={number}>
          {discs.length > 1 && (
            <h2 className="disc">
              {words.album.disc(number)} <span className="quiet">{lengthText(lengthOf(tracks))}</span>
            </h2>
          )}
          <VirtualRows paged={whole(tracks)} keyOf={(track) => track.trackId}>
            {(track, index) => <TrackRow track={track} number={track.trackNo ?? index + 1} onAlbumPage />}
          </VirtualRows>
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

function lengthOf(tracks: readonly Track[]): number {
  return tracks.reduce((sum, track) => sum + (track.durationMs ?? 0), 0)
}

/** The genre that most of the tracks name. */
function genreOf(tracks: readonly Track[]): string | null {
  const counts = Map.groupBy(
    tracks.filter((track) => track.genre),
    (track) => track.genre,
  )
  const [most] = [...counts].sort(([, a], [, b]) => b.length - a.length)
  return most?.[0] ?? null
}
