import type { StatsOfDays } from '@baton/protocol'
import { numberText } from '../../strings/number-text.ts'
import { strings } from '../../strings/strings.ts'
import { dateText } from '../../strings/time-text.ts'

/** What the plot shows, as numbers, the newest first. Days on which nothing happened are left out. */
export function DayTable({ days }: { readonly days: StatsOfDays['byDay'] }) {
  const words = strings.analytics
  const shown = days.filter(({ views, impressions }) => views + impressions > 0).toReversed()
  return (
    <details className="analytics-days">
      <summary>{words.table}</summary>
      <table className="analytics-table">
        <thead>
          <tr>
            <th scope="col">{words.date}</th>
            <th scope="col">{words.views}</th>
            <th scope="col">{words.impressions}</th>
            <th scope="col">{words.displays}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ date, views, impressions, uniqueDisplays }) => (
            <tr key={date}>
              <th scope="row">{dateText(date)}</th>
              <td>{numberText(views)}</td>
              <td>{numberText(impressions)}</td>
              <td>{numberText(uniqueDisplays)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
