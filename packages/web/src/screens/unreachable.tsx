import { WifiOff } from 'lucide-react'
import { Button } from '../parts/button.tsx'
import { Entrance } from '../parts/entrance.tsx'
import { words } from '../words/words.ts'

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
