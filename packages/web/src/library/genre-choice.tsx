import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { strings } from '../strings/strings.ts'
import { Select } from '../ui/select.tsx'

/** All genres, or one of them; nothing in a library that knows none. */
export function GenreChoice(props: {
  readonly genre: string | undefined
  readonly onChange: (genre: string | undefined) => void
}) {
  const { genre, onChange } = props
  const { library } = useHub().hub
  const genres = useRead('genres', () => library.genres())
  const names = genres.phase === 'ready' ? genres.value.map((one) => one.genre) : genre ? [genre] : []
  if (names.length === 0) return null
  return (
    <Select
      label={strings.browse.genre}
      value={genre ?? ''}
      options={[['', strings.browse.allGenres], ...names.map((one) => [one, one] as const)]}
      onChange={(chosen) => onChange(chosen || undefined)}
    />
  )
}
