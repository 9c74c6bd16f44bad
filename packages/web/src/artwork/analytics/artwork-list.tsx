import type { AuthorStats } from '@baton/protocol'
import { addressOf } from '../../navigation/places.ts'
import { numberText } from '../../strings/number-text.ts'
import { strings } from '../../strings/strings.ts'

/** One's artworks, the most viewed first, each with the way to its own page. */
export function ArtworkList({ artworks }: Pick<AuthorStats, 'artworks'>) {
  const words = strings.analytics
  return (
    <table className="analytics-table analytics-artworks">
      <caption>{words.artworks}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">{words.artworks}</span>
          </th>
          <th scope="col">{words.views}</th>
          <th scope="col">{words.impressions}</th>
          <th scope="col">{words.displays}</th>
        </tr>
      </thead>
      <tbody>
        {artworks.map(({ postId, title, views, impressions, uniqueDisplays }) => (
          <tr key={postId}>
            <th scope="row">
              {title === null ? (
                <span className="quiet">{words.deleted(postId)}</span>
              ) : (
                <a href={addressOf({ page: 'analytics', postId })}>{title}</a>
              )}
            </th>
            <td>{numberText(views)}</td>
            <td>{numberText(impressions)}</td>
            <td>{numberText(uniqueDisplays)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
