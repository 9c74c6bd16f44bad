import type { Genre } from '@baton/protocol'
import { addressOf } from '../route/route.ts'
import { words } from '../words/words.ts'
import { hueOf } from './cover.tsx'

export function GenreTile({ genre, trackCount }: Genre) {
  return (
    <a className="tile" data-hue={hueOf(genre)} href={addressOf({ page: 'albums', q: '', genre })}>
      <span className="row-title">{genre}</span>
      <span className="row-sub">{words.count.tracks(trackCount)}</span>
    </a>
  )
}
