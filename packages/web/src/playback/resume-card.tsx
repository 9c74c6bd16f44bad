import { Play } from 'lucide-react'
import { useAsk } from '../hub/ask.ts'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { Cover } from '../music/cover.tsx'
import { addressOf } from '../navigation/places.ts'
import { agoText } from '../strings/ago-text.ts'
import { strings } from '../strings/strings.ts'
import { clockText } from '../strings/time-text.ts'
import { Button } from '../ui/button.tsx'

/**
 * What stands still, when and where it played last, and a button to go on. After a day the hub stands at the start of
 * the track and offers the old place. Nothing while music plays: the player shows that.
 */
export function ResumeCard() {
  const { following } = useHub()
  const ask = useAsk()
  const session = useFollowed((state) => state.session)
  const device = useFollowed(({ session: of, devices }) => {
    const played = of?.lastPlayed
    return devices?.find((one) => one.deviceId === played?.deviceId)?.name ?? played?.deviceName ?? null
  })
  const current = session?.current
  if (!current || session.playState === 'playing') return null
  const offer = session.resumeOffer
  const when = agoText(session.lastPlayed?.at ?? session.updatedAt, following.serverNow())
  const positionMs = offer?.positionMs ?? session.timeline.positionMs
  const part = current.durationMs ? Math.min(100, (positionMs / current.durationMs) * 100) : 0
  return (
    <section className="resume" aria-label={strings.home.resumeTitle}>
      <Cover
        coverId={current.coverId}
        of={current.album ?? current.title}
        size={320}
        className="resume-cover"
        eager
      />
      <div className="resume-text">
        <p className="resume-when">
          {device ? strings.home.lastPlayedOn(when, device) : strings.home.lastPlayed(when)}
        </p>
        <h2 className="resume-title">
          <a href={addressOf({ page: 'now' })}>{current.title}</a>
        </h2>
        <p className="quiet">
          {[current.artist ?? strings.library.unknownArtist, current.album].filter(Boolean).join(' · ')}
        </p>
        <div className="resume-end">
          <Button className="button button-accent" onPress={() => void ask({ type: 'session.resume' })}>
            <Play aria-hidden fill="currentColor" />{' '}
            {offer ? strings.home.continueAt(clockText(positionMs)) : strings.home.resume}
          </Button>
          {offer && (
            <Button className="button" onPress={() => void ask({ type: 'session.play' })}>
              {strings.home.fromStart}
            </Button>
          )}
          <span className="resume-bar" aria-hidden="true">
            <span style={{ inlineSize: `${part}%` }} />
          </span>
          <span className="quiet">
            {strings.player.of(clockText(positionMs), clockText(current.durationMs))}
          </span>
        </div>
      </div>
    </section>
  )
}
