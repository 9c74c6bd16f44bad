import type { Album, LibraryHome } from '@baton/protocol'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { TrackRow } from '../music/track-row.tsx'
import type { Place } from '../navigation/places.ts'
import { ResumeCard } from '../playback/resume-card.tsx'
import { strings } from '../strings/strings.ts'
import { Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { AlbumCard } from './album-card.tsx'
import { GenreTile } from './genre-tile.tsx'
import { NoMusic } from './scan/no-music.tsx'
import { SearchLink } from './search-link.tsx'

const LIKED_SHOWN = 6
const GENRES_SHOWN = 12

export function HomeScreen() {
  const { library } = useHub().hub
  const loaded = useRead('home', () => library.home())
  return (
    <Page title={strings.home.title} tools={<SearchLink />} className="home">
      <ResumeCard />
      {loaded.phase === 'loading' && <Waiting shape="grid" />}
      {loaded.phase === 'failed' && <Failed {...loaded} />}
      {loaded.phase === 'ready' && <Shelves home={loaded.value} />}
    </Page>
  )
}

function Shelves({ home }: { readonly home: LibraryHome }) {
  if (home.recentlyAdded.length === 0) return <NoMusic />
  const liked = home.liked.slice(0, LIKED_SHOWN)
  return (
    <>
      <AlbumShelf
        title={strings.home.recentlyPlayed}
        albums={home.recentlyPlayed}
        all={{ page: 'albums', q: '', sort: 'played' }}
      />
      <AlbumShelf
        title={strings.home.recentlyAdded}
        albums={home.recentlyAdded}
        all={{ page: 'albums', q: '', sort: 'added' }}
      />
      <AlbumShelf
        title={strings.home.mostPlayed}
        albums={home.mostPlayed}
        all={{ page: 'albums', q: '', sort: 'plays' }}
      />
      {liked.length > 0 && (
        <Section title={strings.home.liked} all={showAll(strings.home.liked, { page: 'liked' })}>
          <ul className="liked-rows">
            {liked.map((track) => (
              <li key={track.trackId}>
                <TrackRow track={track} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <AlbumShelf
        title={strings.home.randomAlbums}
        albums={home.randomAlbums}
        all={{ page: 'albums', q: '', sort: 'random' }}
      />
      {home.genres.length > 0 && (
        <Section title={strings.home.genres} all={showAll(strings.home.genres, { page: 'genres' })}>
          <ul className="tiles">
            {home.genres.slice(0, GENRES_SHOWN).map((genre) => (
              <li key={genre.genre}>
                <GenreTile {...genre} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function AlbumShelf(props: {
  readonly title: string
  readonly albums: readonly Album[]
  readonly all: Place
}) {
  if (props.albums.length === 0) return null
  return (
    <Section title={props.title} all={showAll(props.title, props.all)}>
      <ul className="shelf">
        {props.albums.map((album, index) => (
          <li key={album.albumId}>
            <AlbumCard album={album} eager={index < 6} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** "Show all" alone would say nothing in a list of links. */
function showAll(title: string, place: Place) {
  return { place, text: strings.home.showAll, label: strings.home.showAllOf(title) }
}
