import type { StatsOfDays } from '@baton/protocol'
import { numberText } from '../../strings/number-text.ts'
import { strings } from '../../strings/strings.ts'

type Channels = StatsOfDays['byChannel']
type Channel = keyof Channels
const CHANNELS: readonly Channel[] = ['all', 'promoted', 'user', 'byUser', 'hashtag']
/** Of very many hashtags the most frequent: all of them would be a page of their own. */
const MOST_CONTEXTS = 8

/** In which channels it was shown, each with whose or which it was. */
export function ChannelTable({ channels }: { readonly channels: Channels }) {
  const words = strings.analytics
  return (
    <table className="analytics-table">
      <caption>{words.channels}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{words.channels}</span>
          </th>
          <th scope="col">{words.views}</th>
          <th scope="col">{words.impressions}</th>
        </tr>
      </thead>
      <tbody>
        {CHANNELS.flatMap((channel) => {
          const stats = channels[channel]
          if (!stats) return []
          return [
            <Row key={channel} name={words.channel[channel]} {...stats} />,
            ...stats.contexts
              .slice(0, MOST_CONTEXTS)
              .map(({ context, views, impressions }) => (
                <Row
                  key={`${channel} ${context}`}
                  name={contextText(channel, context)}
                  views={views}
                  impressions={impressions}
                  isPart
                />
              )),
          ]
        })}
      </tbody>
    </table>
  )
}

function Row(props: {
  readonly name: string
  readonly views: number
  readonly impressions: number
  readonly isPart?: true
}) {
  return (
    <tr data-part={props.isPart}>
      <th scope="row">{props.name}</th>
      <td>{numberText(props.views)}</td>
      <td>{numberText(props.impressions)}</td>
    </tr>
  )
}

function contextText(channel: Channel, context: string | null): string {
  const { context: words, otherContext } = strings.analytics
  if (context === null) return otherContext
  return channel === 'hashtag' ? words.hashtag(context) : words.byUser(context)
}
