import { failureText } from '../../strings/choose-failure-text.ts'
import { strings } from '../../strings/strings.ts'
import { lengthText } from '../../strings/time-text.ts'
import type { Preview } from './use-preview.ts'

/** More of them would push what one is doing off a phone. */
const SHOWN = 5

/** What the rules come to: how much, how long, and the first of it. */
export function RulesPreview({ preview }: { readonly preview: Preview }) {
  const tracks = preview.phase === 'ready' ? preview.found.tracks.slice(0, SHOWN) : []
  return (
    <section className="rules-preview" aria-label={strings.smart.preview}>
      <p role="status" className="rules-found">
        {textOf(preview)}
      </p>
      {tracks.length > 0 && (
        <ol>
          {tracks.map(({ trackId, title, artist }) => (
            <li key={trackId}>
              <span className="row-title">{title}</span>
              {artist && <span className="row-sub">{artist}</span>}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

function textOf(preview: Preview): string {
  switch (preview.phase) {
    case 'incomplete':
      return strings.smart.incomplete
    case 'looking':
      return strings.smart.looking
    case 'failed':
      return failureText(preview.failure)
    case 'ready': {
      const { fitting, trackCount, durationMs } = preview.found
      if (trackCount === 0) return fitting === 0 ? strings.smart.nothingFits : strings.smart.nothingFitsLimit
      const parts = [strings.playlists.tracks(trackCount)]
      if (durationMs > 0) parts.push(lengthText(durationMs))
      if (fitting > trackCount) parts.push(strings.smart.ofFitting(fitting))
      return parts.join(' · ')
    }
  }
}
