import { CloudOff, MonitorX, Volume2 } from 'lucide-react'
import { useHouse } from '../../hub/use-hub.ts'
import { words } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'

export function UnlockStrip() {
  const { unlock } = useHouse()
  const isTouch = window.matchMedia('(pointer: coarse)').matches
  return (
    <div className="strip" role="status">
      <Volume2 aria-hidden />
      <p>
        <strong>{words.unlock.title(isTouch)}</strong>
        <span>{words.unlock.text}</span>
      </p>
      <Button className="button button-accent" onPress={unlock}>
        {words.unlock.action}
      </Button>
    </div>
  )
}

/** Somebody has removed this device while it was open here. Opening the page anew registers it anew. */
export function RemovedStrip() {
  return (
    <div className="strip strip-away" role="status">
      <MonitorX aria-hidden />
      <p>
        <strong>{words.removed.title}</strong>
        <span>{words.removed.text}</span>
      </p>
      <Button className="button button-accent" onPress={() => location.reload()}>
        {words.removed.action}
      </Button>
    </div>
  )
}

export function ConnectionStrip() {
  const { following } = useHouse()
  return (
    <div className="strip strip-away" role="status">
      <CloudOff aria-hidden />
      <p>
        <span>{words.connection.away}</span>
      </p>
      <Button className="button" onPress={() => following.wake()}>
        {words.connection.retry}
      </Button>
    </div>
  )
}
