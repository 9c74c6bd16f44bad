import type { SearchResult } from '@baton/protocol'
import { Search, SearchX } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { PlaylistRow } from '../music/playlist-row.tsx'
import { TrackRow } from '../music/track-row.tsx'
import type { Place } from '../navigation/places.ts'
import { refine } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { LargeSearch } from '../ui/large-search.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { AddFound } from './add-found.tsx'
import { AlbumCard } from './album-card.tsx'
import { ArtistCard } from './artist-card.tsx'
import { GenreTile } from './genre-tile.tsx'
import { useSearch } from './use-search.ts'
import { YearTile } from './year-tile.tsx'

const OF_EACH = 12
const MAX_TYPED = 200
const GENRES_SHOWN = 24

/** One field for everything. The address keeps the words, so that going back finds them again. */
export function SearchScreen({ q }: { readonly q: string }) {
  const [typed, setTyped] = useState(q)
  const wanted = typed.trim()
  useEffect(() => setTyped((now) => (now.trim() === q ? now : q)), [q])
  const type = (text: string) => {
    setTyped(text)
    refine({ page: 'search', q: text.trim() })
  }
  return (
    <Page title={strings.find.title} className="find">
      <LargeSearch
        label={strings.find.label}
        hint={strings.find.hint}
        maxLength={MAX_TYPED}
        value={typed}
        onChange={type}
      />
      <Answer q={wanted} onAgain={() => setTyped(`${wanted} `)} />
    </Page>
  )
}

function Answer({ q, onAgain }: { readonly q: string; readonly onAgain: () => void }) {
  const { result, failure, q: answered } = useSearch(q, OF_EACH)
  if (q === '') return <Beginning />
  if (failure) return <Failed failure={failure} again={onAgain} />
  if (!result) return <Waiting shape="list" />
  const { artists, albums, tracks, playlists, genres, years } = result
  const count = [artists, albums, tracks, playlists, genres, years].reduce(
    (sum, { length }) => sum + length,
    0,
  )
  return (
    <div data-late={answered !== q || undefined}>
      <p className="visually-hidden" role="status">
        {count === 0 ? strings.library.noMatch(answered) : countsOf(result)}
      </p>
      {count === 0 ? (
        <Empty title={strings.library.noMatchTitle} text={strings.library.noMatch(answered)} icon={SearchX} />
      ) : (
        <>
          {result.similar && <p className="quiet page-sub">{strings.find.similar(answered)}</p>}
          <Groups result={result} q={answered} />
        </>
      )}
    </div>
  )
}

/** Before the first letter: the genres, for those who want to look around. */
function Beginning() {
  const { library } = useHub().hub
  const genres = useRead('genres', () => library.genres())
  if (genres.phase !== 'ready' || genres.value.length === 0) {
    return <Empty title={strings.find.start} text={strings.find.startText} icon={Search} />
  }
  return (
    <>
      <p className="quiet page-sub">{strings.find.startText}</p>
      <Section title={strings.home.genres} all={null}>
        <ul className="tiles">
          {genres.value.slice(0, GENRES_SHOWN).map((genre) => (
            <li key={genre.genre}>
              <GenreTile {...genre} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}

function Groups({ result, q }: { readonly result: SearchResult; readonly q: string }) {
  const { artists, albums, tracks, playlists, genres, years } = result
  const all = (page: 'artists' | 'albums' | 'tracks', text: string) =>
    result[page].length >= OF_EACH && !result.similar ? { place: { page, q }, text } : null
  return (
    <>
      <Found
        title={strings.library.artists}
        all={all('artists', strings.find.allArtists)}
        className="artists"
        count={artists.length}
      >
        {artists.map((artist) => (
          <li key={artist.artistId}>
            <ArtistCard artist={artist} />
          </li>
        ))}
      </Found>
      <Found
        title={strings.library.albums}
        all={all('albums', strings.find.allAlbums)}
        className="grid"
        count={albums.length}
      >
        {albums.map((album) => (
          <li key={album.albumId}>
            <AlbumCard album={album} eager />
          </li>
        ))}
      </Found>
      <Found
        title={strings.library.tracks}
        all={all('tracks', strings.find.allTracks)}
        tool={!result.similar && <AddFound title={q} wishes={{ q }} isSmall />}
        className="rows"
        count={tracks.length}
      >
        {tracks.map((track) => (
          <li key={track.trackId}>
            <TrackRow track={track} />
          </li>
        ))}
      </Found>
      <Found
        title={strings.playlists.title}
        all={
          playlists.length >= OF_EACH
            ? { place: { page: 'playlists' }, text: strings.find.allPlaylists }
            : null
        }
        className="rows"
        count={playlists.length}
      >
        {playlists.map((playlist) => (
          <li key={playlist.playlistId}>
            <PlaylistRow playlist={playlist} />
          </li>
        ))}
      </Found>
      <Found title={strings.browse.genres} all={null} className="tiles" count={genres.length}>
        {genres.map((genre) => (
          <li key={genre.genre}>
            <GenreTile {...genre} />
          </li>
        ))}
      </Found>
      <Found title={strings.browse.years} all={null} className="tiles" count={years.length}>
        {years.map((year) => (
          <li key={year.year}>
            <YearTile {...year} />
          </li>
        ))}
      </Found>
    </>
  )
}

function Found(props: {
  readonly title: string
  readonly all: { readonly place: Place; readonly text: string } | null
  readonly tool?: ReactNode
  readonly className: string
  readonly count: number
  readonly children: ReactNode
}) {
  if (props.count === 0) return null
  return (
    <Section title={props.title} all={props.all} tool={props.tool}>
      <ul className={props.className}>{props.children}</ul>
    </Section>
  )
}

function countsOf({ artists, albums, tracks, playlists, genres, years }: SearchResult): string {
  return [
    strings.count.artists(artists.length),
    strings.count.albums(albums.length),
    strings.count.tracks(tracks.length),
    ...(playlists.length > 0 ? [strings.find.playlists(playlists.length)] : []),
    ...(genres.length > 0 ? [strings.find.genres(genres.length)] : []),
    ...(years.length > 0 ? [strings.find.years(years.length)] : []),
  ].join(', ')
}
