import type { DeviceView, ToneOutcome } from '@baton/protocol'
import { AudioLines } from 'lucide-react'
import { useState } from 'react'
import { showFailure } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { complain, notify } from '../ui/notices.ts'

/** Has a loudspeaker play a short, quiet tone, and says what came of it. */
export function TestToneButton({ device: { deviceId, name } }: { readonly device: DeviceView }) {
  const { hub } = useHub()
  const [isSounding, setSounding] = useState(false)
  const sound = async () => {
    setSounding(true)
    try {
      const outcome = await hub.testTone(deviceId)
      const text = outcomeText(name, outcome)
      if (outcome.outcome === 'played') notify(text)
      else complain(text)
    } catch (error) {
      showFailure(error, () => void sound())
    } finally {
      setSounding(false)
    }
  }
  return (
    <Button
      className="icon-button"
      aria-label={strings.testTone.play(name)}
      isDisabled={isSounding}
      onPress={() => void sound()}
    >
      <AudioLines aria-hidden />
    </Button>
  )
}

function outcomeText(name: string, { outcome, reason }: ToneOutcome): string {
  const { outcomes } = strings.testTone
  if (outcome !== 'failed' || reason === null) return outcomes[outcome](name)
  return strings.deviceHistory.because(outcomes.failed(name), strings.deviceHistory.reasons[reason])
}
