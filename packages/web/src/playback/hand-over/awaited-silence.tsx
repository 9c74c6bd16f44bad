import { Hourglass } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useAsk } from '../../hub/ask.ts'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'

/** Usually it takes a few milliseconds, of which nobody needs to know. */
const SHOWN_AFTER_MS = 1_000

/** The name of the device for whose silence the music waits, once it has waited for a moment; else null. */
export function useAwaitedSilence(): string | null {
  const { following } = useHub()
  const awaited = useFollowed(({ session }) =>
    session?.playState === 'playing'
      ? (session.unsilenced?.find(({ deviceId }) => deviceId !== session.activeDeviceId) ?? null)
      : null,
  )
  const name = useFollowed(
    ({ devices }) => devices?.find(({ deviceId }) => deviceId === awaited?.deviceId)?.name,
  )
  const until = awaited?.until ?? null
  const [shownUntil, setShownUntil] = useState<number | null>(null)
  useEffect(() => {
    const left = until === null ? 0 : until - following.serverNow()
    if (left <= SHOWN_AFTER_MS) return
    const show = setTimeout(() => setShownUntil(until), SHOWN_AFTER_MS)
    const hide = setTimeout(() => setShownUntil(null), left)
    return () => {
      clearTimeout(show)
      clearTimeout(hide)
    }
  }, [until, following])
  return until !== null && shownUntil === until ? (name ?? strings.failover.someDevice) : null
}

/** On every screen: why nothing is heard yet, and the way out for whoever does not mind two speakers. */
export function SilenceBanner({ name }: { readonly name: string }) {
  const ask = useAsk()
  const deviceId = useFollowed(({ session }) => session?.activeDeviceId ?? null)
  return (
    <div className="strip" role="status">
      <Hourglass aria-hidden />
      <p>
        <strong>{strings.handOver.waitsFor(name)}</strong>
        <span>{strings.handOver.mayStillSound}</span>
      </p>
      {deviceId && (
        <Button
          className="button"
          onPress={() => void ask({ type: 'session.choose-speaker', deviceId, now: true })}
        >
          {strings.handOver.playNow}
        </Button>
      )}
    </div>
  )
}
