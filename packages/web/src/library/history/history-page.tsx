import type { HistoryItem, HistorySummary } from '@baton/protocol'
import { History } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { usePages, useRead } from '../../hub/use-read.ts'
import { Cover } from '../../music/cover.tsx'
import { TrackRow } from '../../music/track-row.tsx'
import { addressOf, type Place } from '../../navigation/places.ts'
import { agoText } from '../../strings/ago-text.ts'
import { strings } from '../../strings/strings.ts'
import { Empty, Failed, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { VirtualRows } from '../../ui/virtual-list.tsx'
import { LibraryTabs } from '../library-tabs.tsx'
import { DayPlot } from './day-plot.tsx'

const SPANS = [7, 30, 90, 365]
const AT_ONCE = 100
const TOP = 5

/** What somebody listened to: how much on which day, what most, and everything in its order. */
export function HistoryScreen() {
  const { listening } = useHub().hub
  const [days, setDays] = useState(30)
  // A play is counted while the page is open: then all of it is read anew.
  const plays = useFollowed((state) =>
    state.session?.listened.counted ? state.session.current?.entryId : null,
  )
  const summary = useRead(`history summary ${days} ${plays}`, () => listening.historySummary(days))
  const pages = usePages<HistoryItem>(`history ${plays}`, (cursor) =>
    listening.history({ limit: AT_ONCE, ...(cursor !== undefined && { cursor }) }),
  )
  if (pages.phase === 'failed') return <Failed {...pages} />
  if (pages.phase === 'loading') return <Waiting shape="page" />
  if (pages.value.items.length === 0) {
    return (
      <Page title={strings.history.title}>
        <LibraryTabs here="history" />
        <Empty title={strings.history.empty} text={strings.history.emptyText} icon={History}>
          <a className="button button-accent" href="#/">
            {strings.player.toLibrary}
          </a>
        </Empty>
      </Page>
    )
  }
  return (
    <Page
      title={strings.history.title}
      tools={
        <Select
          label={strings.history.span}
          value={String(days)}
          options={SPANS.map((span) => [String(span), strings.history.lastDays(span)])}
          onChange={(chosen) => setDays(Number(chosen))}
        />
      }
    >
      <LibraryTabs here="history" />
      {summary.phase === 'ready' && <Summary summary={summary.value} />}
      <section className="part">
        <h2>{strings.history.all}</h2>
        <VirtualRows paged={pages.value} keyOf={({ at, track }) => `${at} ${track.trackId}`}>
          {(item) => (
            <div className="played">
              <TrackRow track={item.track} />
              <span className="played-at quiet">{whenText(item)}</span>
            </div>
          )}
        </VirtualRows>
      </section>
    </Page>
  )
}

function Summary({ summary }: { readonly summary: HistorySummary }) {
  const { tracks, albums, artists } = summary
  return (
    <>
      <DayPlot days={summary.days} total={summary.plays} />
      <div className="tops">
        <Top title={strings.history.topTracks}>
          {tracks.slice(0, TOP).map(({ track, plays }) => (
            <TopRow
              key={track.trackId}
              name={track.title}
              by={track.artist}
              coverId={track.coverId}
              plays={plays}
              to={track.albumId && { page: 'album', albumId: track.albumId }}
            />
          ))}
        </Top>
        <Top title={strings.history.topAlbums}>
          {albums.slice(0, TOP).map(({ album, plays }) => (
            <TopRow
              key={album.albumId}
              name={album.title}
              by={album.artist}
              coverId={album.coverId}
              plays={plays}
              to={{ page: 'album', albumId: album.albumId }}
            />
          ))}
        </Top>
        <Top title={strings.history.topArtists}>
          {artists.slice(0, TOP).map(({ artist, plays }) => (
            <TopRow
              key={artist.artistId}
              name={artist.name}
              coverId={artist.coverId}
              plays={plays}
              to={{ page: 'artist', artistId: artist.artistId }}
            />
          ))}
        </Top>
      </div>
    </>
  )
}

function Top({ title, children }: { readonly title: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null
  return (
    <section className="top">
      <h2>{title}</h2>
      <ol>{children}</ol>
    </section>
  )
}

function TopRow(props: {
  readonly name: string
  readonly by?: string | null
  readonly coverId: string | null
  readonly plays: number
  readonly to: Place | null
}) {
  const { name, by, coverId, plays, to } = props
  const shown = (
    <>
      <Cover
        coverId={coverId}
        of={name}
        size={96}
        className={`top-cover ${to?.page === 'artist' ? 'top-artist' : ''}`}
      />
      <span className="row-text">
        <span className="row-title">{name}</span>
        {by && <span className="row-sub">{by}</span>}
      </span>
      <span className="quiet">{strings.history.plays(plays)}</span>
    </>
  )
  return <li>{to ? <a href={addressOf(to)}>{shown}</a> : <div>{shown}</div>}</li>
}

function whenText({ at, deviceName }: HistoryItem): string {
  const when = agoText(at, Date.now())
  return deviceName === null ? when : strings.history.on(when, deviceName)
}
