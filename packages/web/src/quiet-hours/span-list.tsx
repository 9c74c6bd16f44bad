import type { QuietSpan } from '@baton/protocol'
import { strings } from '../strings/strings.ts'
import { spanText } from './quiet-text.ts'

export function SpanList({ spans }: { readonly spans: readonly QuietSpan[] }) {
  if (spans.length === 0) return <p className="quiet">{strings.quietHours.none}</p>
  return (
    <ul className="span-list">
      {spans.map((span) => (
        <li key={spanText(span)}>{spanText(span)}</li>
      ))}
    </ul>
  )
}
