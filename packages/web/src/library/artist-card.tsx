import type { Artist } from '@baton/protocol'
import { Cover } from '../music/cover.tsx'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'

export function ArtistCard({ artist }: { readonly artist: Artist }) {
  return (
    <a className="artist" href={addressOf({ page: 'artist', artistId: artist.artistId })}>
      <Cover coverId={artist.coverId} of={artist.name} size={96} className="artist-cover" />
      <span className="row-text">
        <span className="row-title">{artist.name}</span>
        <span className="row-sub">
          {strings.count.albums(artist.albumCount)} · {strings.count.tracks(artist.trackCount)}
        </span>
      </span>
    </a>
  )
}
