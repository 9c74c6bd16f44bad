import { strings } from '../../strings/strings.ts'

/** The same picture as in index.html, so that nothing jumps when the app takes over from it. */
export function OpeningPicture() {
  return (
    <div className="opening" role="status" aria-label={strings.app.opening}>
      <span className="opening-nav" />
      <img src="./baton.svg" alt="" width={64} height={64} />
      <span className="opening-bar" />
    </div>
  )
}
