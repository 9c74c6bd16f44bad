import type { UserId } from '@baton/protocol'
import { Users, X } from 'lucide-react'
import { useState } from 'react'
import { useAsk } from '../hub/ask.ts'
import { useHub, useOwnFollowed, useStore } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

/** Says above the player that what sounds here is somebody else's music, which the player does not show; and takes it over. */
export function LentStrip() {
  const { hub, deviceId } = useHub()
  const ask = useAsk()
  const [closedFor, setClosedFor] = useState<UserId | null>(null)
  const me = useStore(hub.me)
  const playsFor = useOwnFollowed(
    ({ devices }) => devices?.find((device) => device.deviceId === deviceId)?.playsFor ?? null,
  )
  if (!playsFor || playsFor.userId === me?.userId || playsFor.userId === closedFor) return null
  const takeOver = () => void ask({ type: 'session.choose-speaker', deviceId, takeOver: true })
  return (
    <div className="strip" role="status">
      <Users aria-hidden />
      <p>
        <strong>{strings.sharing.lent(playsFor.name)}</strong>
        <span>{strings.sharing.lentText}</span>
      </p>
      <Button className="button" onPress={takeOver}>
        {strings.sharing.takeOver}
      </Button>
      <Button
        className="icon-button"
        aria-label={strings.sharing.close}
        onPress={() => setClosedFor(playsFor.userId)}
      >
        <X aria-hidden />
      </Button>
    </div>
  )
}
