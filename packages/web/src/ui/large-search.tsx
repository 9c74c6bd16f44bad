import { Search, X } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { Input, Label, SearchField, type SearchFieldProps } from 'react-aria-components/SearchField'
import { strings } from '../strings/strings.ts'

export interface LargeSearchProps extends Pick<SearchFieldProps, 'value' | 'onChange'> {
  readonly label: string
  readonly hint: string
  readonly maxLength: number
}

/** The field that a page or a dialog is about: it has the focus at once. */
export function LargeSearch({ label, hint, maxLength, ...typed }: LargeSearchProps) {
  return (
    <SearchField className="search search-large" autoFocus {...typed}>
      <Label className="visually-hidden">{label}</Label>
      <Search aria-hidden />
      <Input className="input" placeholder={hint} maxLength={maxLength} />
      <Button className="icon-button search-clear" aria-label={strings.library.clearSearch}>
        <X aria-hidden />
      </Button>
    </SearchField>
  )
}
