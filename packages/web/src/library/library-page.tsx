import type { Place } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Page } from '../ui/page.tsx'
import { Albums } from './albums.tsx'
import { Artists } from './artists.tsx'
import { Genres, Years } from './genres-years.tsx'
import { LibraryTabs } from './library-tabs.tsx'
import { SearchLink } from './search-link.tsx'
import { Liked, Tracks } from './tracks.tsx'

export function LibraryScreen({ place }: { readonly place: Place }) {
  return (
    <Page title={strings.library.title} tools={<SearchLink />}>
      <LibraryTabs here={place.page} />
      <View place={place} />
    </Page>
  )
}

function View({ place }: { readonly place: Place }) {
  switch (place.page) {
    case 'albums':
      return <Albums place={place} />
    case 'tracks':
      return <Tracks place={place} />
    case 'artists':
      return <Artists q={place.q} />
    case 'genres':
      return <Genres />
    case 'years':
      return <Years />
    default:
      return <Liked />
  }
}
