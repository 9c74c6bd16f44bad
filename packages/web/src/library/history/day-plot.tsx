import type { HistorySummary } from '@baton/protocol'
import { strings } from '../../strings/strings.ts'

const HEIGHT = 80
const BAR = 10
const GAP = 2

/** How much was played on each day: a bar per day, and the same as a table for those who do not see it. */
export function DayPlot({ days, total }: { readonly days: HistorySummary['days']; readonly total: number }) {
  const most = Math.max(1, ...days.map((day) => day.plays))
  const width = days.length * (BAR + GAP)
  const spoken = (date: string) =>
    new Date(`${date}T12:00:00`).toLocaleDateString(strings.ago.language, { dateStyle: 'medium' })
  return (
    <figure className="day-plot">
      <figcaption>
        {strings.history.perDay} <span className="quiet">{strings.history.plays(total)}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map(({ date, plays }, nth) => {
          const height = plays === 0 ? 1 : Math.max(3, (plays / most) * HEIGHT)
          return (
            <rect
              key={date}
              x={nth * (BAR + GAP)}
              y={HEIGHT - height}
              width={BAR}
              height={height}
              data-none={plays === 0 || undefined}
            >
              <title>{strings.history.perDayOf(spoken(date), strings.history.plays(plays))}</title>
            </rect>
          )
        })}
      </svg>
      <ul className="visually-hidden">
        {days
          .filter((day) => day.plays > 0)
          .map(({ date, plays }) => (
            <li key={date}>{strings.history.perDayOf(spoken(date), strings.history.plays(plays))}</li>
          ))}
      </ul>
      <p className="day-plot-ends quiet" aria-hidden="true">
        <span>{spoken(days[0]?.date ?? '')}</span>
        <span>{spoken(days.at(-1)?.date ?? '')}</span>
      </p>
    </figure>
  )
}
