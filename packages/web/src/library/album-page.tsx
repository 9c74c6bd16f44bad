import type { AlbumId, AlbumPage, Track } from '@baton/protocol'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { TrackRow } from '../music/track-row.tsx'
import { useSource } from '../music/use-source.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { lengthText } from '../strings/time-text.ts'
import { Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { whole } from '../ui/paged.ts'
import { VirtualRows } from '../ui/virtual-list.tsx'
import { SourceHead } from './source-head.tsx'

export function AlbumScreen({ albumId }: { readonly albumId: string }) {
  const { hub } = useHub()
  const loaded = useRead(`album ${albumId}`, () => hub.library.album(albumId))
  if (loaded.phase === 'loading') return <Waiting shape="page" />
  if (loaded.phase === 'failed') return <Failed {...loaded} />
  return <Album album={loaded.value} />
}

function Album({ album }: { readonly album: AlbumPage }) {
  const source = useSource({ albumId: album.albumId as AlbumId })
  const genre = genreOf(album.tracks)
  const artist = album.artist ?? strings.library.unknownArtist
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
          <span>{strings.count.tracks(album.tracks.length)}</span>
          <span>{lengthText(album.durationMs)}</span>
        </p>
      </SourceHead>
      {discsOf(album.tracks).map(({ number, tracks }, _index, discs) => (
        <section key={number}>
          {discs.length > 1 && (
            <h2 className="disc">
              {strings.album.disc(number)} <span className="quiet">{lengthText(lengthOf(tracks))}</span>
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
