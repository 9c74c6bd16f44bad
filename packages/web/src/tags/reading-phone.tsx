import { Nfc } from 'lucide-react'
import { useEffect, useState } from 'react'
import { askHub } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { complain } from '../ui/notices.ts'
import { canReadTags, readTags } from './web-nfc.ts'

/** This phone as a reader, for as long as this is shown. Nothing where the browser cannot. */
export function ReadingPhone() {
  const connected = useHub()
  const [isReading, setReading] = useState(false)
  useEffect(() => {
    if (!isReading) return
    const stop = new AbortController()
    readTags((tagId) => void askHub(connected, { type: 'tag.scan', tagId }), stop.signal).catch(() => {
      if (stop.signal.aborted) return
      setReading(false)
      complain(strings.tags.cannotRead)
    })
    return () => stop.abort()
  }, [connected, isReading])
  if (!canReadTags()) return null
  if (isReading) return <p className="quiet">{strings.tags.readingHere}</p>
  return (
    <Button className="button" onPress={() => setReading(true)}>
      <Nfc aria-hidden /> {strings.tags.readHere}
    </Button>
  )
}
