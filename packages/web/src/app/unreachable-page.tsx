import { WifiOff } from 'lucide-react'
import { words } from '../strings/strings.ts'
import { Entrance } from '../ui/bare-page.tsx'
import { Button } from '../ui/button.tsx'

export function UnreachableScreen({ text, again }: { readonly text: string; readonly again: () => void }) {
  return (
    <Entrance title={words.connection.awayTitle} lead={words.connection.awayText}>
      <WifiOff aria-hidden className="entrance-icon" />
      <p className="form-failure" role="alert">
        {text}
      </p>
      <Button className="button button-accent" onPress={again}>
        {words.connection.retry}
      </Button>
    </Entrance>
  )
}
