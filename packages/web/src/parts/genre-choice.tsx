import { useLoaded } from '../house/loaded.ts'
import { useHouse } from '../house/use-house.ts'
import { words } from '../words/words.ts'
import { Choice } from './choice.tsx'

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
