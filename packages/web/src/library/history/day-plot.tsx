import type { HistorySummary } from '@baton/protocol'
import { strings } from '../../strings/strings.ts'
import { dateText } from '../../strings/time-text.ts'
import { BarPlot } from '../../ui/bar-plot.tsx'

/** How much was played on each day. */
export function DayPlot({ days, total }: { readonly days: HistorySummary['days']; readonly total: number }) {
  return (
    <BarPlot
      caption={
        <>
          {strings.history.perDay} <span className="quiet">{strings.history.plays(total)}</span>
        </>
      }
      bars={days.map(({ date, plays }) => ({
        key: date,
        parts: [plays],
        text: strings.history.perDayOf(dateText(date), strings.history.plays(plays)),
      }))}
      ends={[dateText(days[0]?.date), dateText(days.at(-1)?.date)]}
    />
  )
}
