import { Box } from 'lucide-react'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { shownBox } from './shown-box.ts'

/** Says above the player that what it shows is not one's own, and leads back. */
export function BoxStrip() {
  const { box } = useHub()
  const name = useFollowed(({ devices }) => devices?.[0]?.name ?? '')
  if (!box) return null
  return (
    <div className="strip box-strip" role="status">
      <Box aria-hidden />
      <p>
        <strong>{strings.boxes.controlling(name)}</strong>
      </p>
      <Button className="button" onPress={() => shownBox.set(null)}>
        {strings.boxes.back}
      </Button>
    </div>
  )
}
