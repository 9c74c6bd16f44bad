import type { Year } from '@baton/protocol'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'

export function YearTile({ year, albumCount }: Year) {
  return (
    <a className="tile" href={addressOf({ page: 'albums', q: '', year })}>
      <span className="row-title">{year}</span>
      <span className="row-sub">{strings.count.albums(albumCount)}</span>
    </a>
  )
}
