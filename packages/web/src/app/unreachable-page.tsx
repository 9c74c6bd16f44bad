import { WifiOff } from 'lucide-react'
import { strings } from '../strings/strings.ts'
import { BarePage } from '../ui/bare-page.tsx'
import { Button } from '../ui/button.tsx'

export function UnreachableScreen({ text, again }: { readonly text: string; readonly again: () => void }) {
  return (
    <BarePage title={strings.connection.awayTitle} lead={strings.connection.awayText}>
      <WifiOff aria-hidden className="entrance-icon" />
      <p className="form-failure" role="alert">
        {text}
      </p>
      <Button className="button button-accent" onPress={again}>
        {strings.connection.retry}
      </Button>
    </BarePage>
  )
}
