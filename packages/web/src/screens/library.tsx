import { LibraryViews } from '../parts/library-views.tsx'
import { Page } from '../parts/page.tsx'
import { SearchLink } from '../parts/search-link.tsx'
import type { Place } from '../route/route.ts'
import { words } from '../words/words.ts'
import { Albums } from './library-albums.tsx'
import { Genres, Years } from './library-groups.tsx'
import { Artists, Liked, Tracks } from './library-lists.tsx'

export function LibraryScreen({ place }: { readonly place: Place }) {
  return (
    <Page title={words.library.title} tools={<SearchLink />}>
      <LibraryViews here={place.page} />
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
