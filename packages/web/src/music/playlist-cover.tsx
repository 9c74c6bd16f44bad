import type { PlaylistView } from '@baton/protocol'
import { ListMusic } from 'lucide-react'
import { strings } from '../strings/strings.ts'
import { lengthText } from '../strings/time-text.ts'
import { Cover } from './cover.tsx'

/** The covers of the first tracks; four of them share the place. */
export function PlaylistCover(props: {
  readonly coverIds: readonly string[]
  readonly of: string
  readonly className?: string
}) {
  const { coverIds, of, className = '' } = props
  if (coverIds.length === 0) {
    return (
      <span className={`cover playlist-cover playlist-cover-empty ${className}`} aria-hidden>
        <ListMusic />
      </span>
    )
  }
  if (coverIds.length < 4) {
    return (
      <Cover coverId={coverIds[0] ?? null} of={of} size={320} className={`playlist-cover ${className}`} />
    )
  }
  return (
    <span className={`playlist-cover playlist-cover-four ${className}`} aria-hidden>
      {coverIds.map((coverId) => (
        <Cover key={coverId} coverId={coverId} of="" size={96} className="playlist-part" />
      ))}
    </span>
  )
}

/** How much is in it and how long it lasts, and whether others have it too, or it follows rules or a file. */
export function PlaylistFacts({ playlist }: { readonly playlist: PlaylistView }) {
  const { trackCount, durationMs, visibility, file, rules } = playlist
  const facts = [strings.playlists.tracks(trackCount)]
  if (durationMs > 0) facts.push(lengthText(durationMs))
  if (file && file.notFound > 0) facts.push(strings.playlists.notFound(file.notFound))
  if (rules) facts.push(strings.smart.smart)
  if (file) facts.push(strings.playlists.ofFile)
  else if (visibility === 'household') facts.push(strings.playlists.shared)
  return facts.join(' · ')
}
