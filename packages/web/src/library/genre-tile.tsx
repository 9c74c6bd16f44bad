import type { Genre } from '@baton/protocol'
import { hueOf } from '../music/cover.tsx'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'

export function GenreTile({ genre, trackCount }: Genre) {
  return (
    <a className="tile" data-hue={hueOf(genre)} href={addressOf({ page: 'albums', q: '', genre })}>
      <span className="row-title">{genre}</span>
      <span className="row-sub">{strings.count.tracks(trackCount)}</span>
    </a>
  )
}
