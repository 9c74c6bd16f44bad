import type { ArtworkStats } from '@baton/protocol'
import { numberText } from '../../strings/number-text.ts'
import { strings } from '../../strings/strings.ts'

type Counts = Pick<ArtworkStats, 'views' | 'impressions' | 'uniqueDisplays' | 'publicViews'>

/** What there was since the beginning. */
export function Totals({ totals }: { readonly totals: Counts }) {
  const words = strings.analytics
  const shown = [
    [words.views, words.viewsText, totals.views],
    [words.impressions, words.impressionsText, totals.impressions],
    [words.displays, words.displaysText, totals.uniqueDisplays],
    [words.publicViews, words.publicViewsText, totals.publicViews],
  ] as const
  return (
    <section aria-label={words.totals}>
      <p className="quiet">{words.totals}</p>
      <dl className="analytics-totals">
        {shown.map(([name, text, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="analytics-number">{numberText(value)}</dd>
            <dd className="quiet">{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
