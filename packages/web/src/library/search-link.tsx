import { Search } from 'lucide-react'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'

/** Looks like the field that it leads to. */
export function SearchLink() {
  return (
    <a className="search-link" href={addressOf({ page: 'search', q: '' })}>
      <Search aria-hidden />
      <span className="visually-hidden">{strings.find.title}: </span>
      <span>{strings.find.hint}</span>
      <kbd>/</kbd>
    </a>
  )
}
