import { Users, X } from 'lucide-react'
import { useState } from 'react'
import { useAsk } from '../hub/ask.ts'
import { useHub, useOwnFollowed, useStore } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

/** Says above the player that what sounds here is somebody else's music, which the player does not show; and takes it over. */
export function LentStrip() {
  const { hub, deviceId } = useHub()
  const me = useStore(hub.me)
  const playsFor = useOwnFollowed(
    ({ devices }) => devices?.find((device) => device.deviceId === deviceId)?.playsFor ?? null,
  )
  if (!playsFor || playsFor.userId === me?.userId) return null
  // Closed for one person it is there again for the next, and for the same one another time.
  return <Strip key={playsFor.userId} name={playsFor.name} />
}

function Strip({ name }: { readonly name: string }) {
  const { deviceId } = useHub()
  const ask = useAsk()
  const [isClosed, setClosed] = useState(false)
  if (isClosed) return null
  const takeOver = () => void ask({ type: 'session.choose-speaker', deviceId, takeOver: true })
  return (
    <div className="strip" role="status">
      <Users aria-hidden />
      <p>
        <strong>{strings.sharing.lent(name)}</strong>
        <span>{strings.sharing.lentText}</span>
      </p>
      <Button className="button" onPress={takeOver}>
        {strings.sharing.takeOver}
      </Button>
      <Button className="icon-button" aria-label={strings.sharing.close} onPress={() => setClosed(true)}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
