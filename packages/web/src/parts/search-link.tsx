import { Search } from 'lucide-react'
import { addressOf } from '../route/route.ts'
import { words } from '../words/words.ts'

/** Looks like the field that it leads to. */
export function SearchLink() {
  return (
    <a className="search-link" href={addressOf({ page: 'search', q: '' })}>
      <Search aria-hidden />
      <span className="visually-hidden">{words.find.title}: </span>
      <span>{words.find.hint}</span>
      <kbd>/</kbd>
    </a>
  )
}
