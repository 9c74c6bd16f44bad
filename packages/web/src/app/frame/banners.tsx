import { CloudOff, MonitorX, Volume2 } from 'lucide-react'
import { useHub } from '../../hub/use-hub.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'

export function UnlockBanner() {
  const { unlock } = useHub()
  const isTouch = window.matchMedia('(pointer: coarse)').matches
  return (
    <div className="strip" role="status">
      <Volume2 aria-hidden />
      <p>
        <strong>{strings.unlock.title(isTouch)}</strong>
        <span>{strings.unlock.text}</span>
      </p>
      <Button className="button button-accent" onPress={unlock}>
        {strings.unlock.action}
      </Button>
    </div>
  )
}

/** Somebody has removed this device while it was open here. Opening the page anew registers it anew. */
export function RemovedBanner() {
  return (
    <div className="strip strip-away" role="status">
      <MonitorX aria-hidden />
      <p>
        <strong>{strings.removed.title}</strong>
        <span>{strings.removed.text}</span>
      </p>
      <Button className="button button-accent" onPress={() => location.reload()}>
        {strings.removed.action}
      </Button>
    </div>
  )
}

export function ConnectionBanner() {
  const { following } = useHub()
  return (
    <div className="strip strip-away" role="status">
      <CloudOff aria-hidden />
      <p>
        <span>{strings.connection.away}</span>
      </p>
      <Button className="button" onPress={() => following.wake()}>
        {strings.connection.retry}
      </Button>
    </div>
  )
}
