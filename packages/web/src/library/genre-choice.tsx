import { useHouse } from '../hub/use-hub.ts'
import { useLoaded } from '../hub/use-read.ts'
import { words } from '../strings/strings.ts'
import { Choice } from '../ui/select.tsx'

/** All genres, or one of them; nothing in a library that knows none. */
export function GenreChoice(props: {
  readonly genre: string | undefined
  readonly onChange: (genre: string | undefined) => void
}) {
  const { genre, onChange } = props
  const { library } = useHouse().hub
  const genres = useLoaded('genres', () => library.genres())
  const names = genres.phase === 'ready' ? genres.value.map((one) => one.genre) : genre ? [genre] : []
  if (names.length === 0) return null
  return (
    <Choice
      label={words.browse.genre}
      value={genre ?? ''}
      options={[['', words.browse.allGenres], ...names.map((one) => [one, one] as const)]}
      onChange={(chosen) => onChange(chosen || undefined)}
    />
  )
}
