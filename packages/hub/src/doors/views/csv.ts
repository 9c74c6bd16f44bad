import type { StatsOfDays } from '@baton/protocol'

/** As RFC 4180 has it: a line for each day, under a line of names. */
export function csvOf({ byDay }: Pick<StatsOfDays, 'byDay'>): string {
  const lines = byDay.map(({ date, views, impressions, uniqueDisplays }) =>
    [date, views, impressions, uniqueDisplays].join(','),
  )
  return ['date,views,impressions,unique_displays', ...lines, ''].join('\r\n')
}
