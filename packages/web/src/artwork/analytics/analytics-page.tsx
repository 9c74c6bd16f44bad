import type { ArtworkStats, AuthorStats } from '@baton/protocol'
import { ChartColumn, Download } from 'lucide-react'
import { useState } from 'react'
import { useHub } from '../../hub/use-hub.ts'
import { type Loaded, useRead } from '../../hub/use-read.ts'
import { addressOf } from '../../navigation/places.ts'
import { strings } from '../../strings/strings.ts'
import { Empty, Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { ArtworkList } from './artwork-list.tsx'
import { ChannelTable } from './channel-table.tsx'
import { DayTable } from './day-table.tsx'
import { DayBars, HourBars } from './stats-plots.tsx'
import { Totals } from './totals.tsx'

const SPANS = [7, 30, 90, 365]

/** How an artwork of one's own is seen, or all of them. */
export function AnalyticsScreen({ postId }: { readonly postId: number | null }) {
  return postId === null ? <OfAuthor /> : <OfArtwork key={postId} postId={postId} />
}

function OfAuthor() {
  const { views } = useHub().hub
  const [days, setDays] = useState(30)
  const stats = useRead(`analytics ${days}`, () => views.ofAuthor(days))
  return <Shown postId={null} title={strings.analytics.title} stats={stats} days={days} onDays={setDays} />
}

function OfArtwork({ postId }: { readonly postId: number }) {
  const { views } = useHub().hub
  const [days, setDays] = useState(30)
  const stats = useRead(`analytics ${postId} ${days}`, () => views.ofArtwork(postId, days))
  const title = stats.phase === 'ready' ? stats.value.title : strings.analytics.title
  return <Shown postId={postId} title={title} stats={stats} days={days} onDays={setDays} />
}

function Shown(props: {
  readonly postId: number | null
  readonly title: string
  readonly stats: Loaded<ArtworkStats | AuthorStats>
  readonly days: number
  readonly onDays: (days: number) => void
}) {
  const { postId, title, stats, days } = props
  const { views } = useHub().hub
  if (stats.phase === 'failed') return <Failed {...stats} />
  if (stats.phase === 'loading') return <Waiting shape="page" />
  const { value } = stats
  const isEmpty = value.views + value.impressions === 0
  return (
    <Page
      title={title}
      className="analytics"
      tools={
        !isEmpty && (
          <div className="analytics-tools">
            <Select
              label={strings.analytics.span}
              value={String(days)}
              options={SPANS.map((span) => [String(span), strings.analytics.lastDays(span)])}
              onChange={(chosen) => props.onDays(Number(chosen))}
            />
            <a className="button" href={views.csvAddress(postId, days)} download>
              <Download aria-hidden />
              {strings.analytics.csv}
            </a>
          </div>
        )
      }
    >
      {postId !== null && (
        <p>
          <a href={addressOf({ page: 'analytics', postId: null })}>{strings.analytics.all}</a>
        </p>
      )}
      {isEmpty ? <Nothing isAll={postId === null} /> : <Figures stats={value} />}
    </Page>
  )
}

function Nothing({ isAll }: { readonly isAll: boolean }) {
  const { empty, emptyText, emptyAll, emptyAllText } = strings.analytics
  return <Empty title={isAll ? emptyAll : empty} text={isAll ? emptyAllText : emptyText} icon={ChartColumn} />
}

function Figures({ stats }: { readonly stats: ArtworkStats | AuthorStats }) {
  const { byDay, byHour, byChannel } = stats
  const isShown = byDay.some(({ views, impressions }) => views + impressions > 0)
  return (
    <>
      <Totals totals={stats} />
      {isShown ? (
        <>
          <DayBars days={byDay} />
          <div className="analytics-pair">
            <HourBars hours={byHour} />
            <ChannelTable channels={byChannel} />
          </div>
          <DayTable days={byDay} />
        </>
      ) : (
        <p className="quiet">{strings.analytics.nothing}</p>
      )}
      {'artworks' in stats && <ArtworkList artworks={stats.artworks} />}
    </>
  )
}
