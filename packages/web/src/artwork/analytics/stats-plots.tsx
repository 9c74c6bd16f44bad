import type { StatsOfDays } from '@baton/protocol'
import { strings } from '../../strings/strings.ts'
import { dateText } from '../../strings/time-text.ts'
import { BarPlot } from '../../ui/bar-plot.tsx'

const parts = () => [strings.analytics.views, strings.analytics.impressions]

export function DayBars({ days }: { readonly days: StatsOfDays['byDay'] }) {
  const { perDay, said } = strings.analytics
  return (
    <BarPlot
      caption={perDay}
      parts={parts()}
      bars={days.map(({ date, views, impressions }) => ({
        key: date,
        parts: [views, impressions],
        text: said(dateText(date), views, impressions),
      }))}
      ends={[dateText(days[0]?.date), dateText(days.at(-1)?.date)]}
    />
  )
}

export function HourBars({ hours }: { readonly hours: StatsOfDays['byHour'] }) {
  const { perHour, said, hour: hourText } = strings.analytics
  return (
    <BarPlot
      caption={perHour}
      bars={hours.map(({ hour, views, impressions }) => ({
        key: String(hour),
        parts: [views, impressions],
        text: said(hourText(hour), views, impressions),
      }))}
      ends={[hourText(0), hourText(23)]}
    />
  )
}
