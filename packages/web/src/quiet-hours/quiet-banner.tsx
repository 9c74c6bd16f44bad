import type { DeviceView } from '@baton/protocol'
import { Moon, X } from 'lucide-react'
import { deviceChoice } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { timeText } from './quiet-text.ts'
import { useMayChangeDevices, useQuietHours } from './use-quiet-hours.ts'

/** On every screen: why there is no music, until when, and the ways out. */
export function QuietBanner({
  device,
  onClose,
}: {
  readonly device: DeviceView
  readonly onClose: () => void
}) {
  const { lift } = useQuietHours(device)
  const mayLift = useMayChangeDevices()
  return (
    <div className="strip" role="status">
      <Moon aria-hidden />
      <p>
        <strong>{strings.quietHours.bannerTitle(device.name, timeText(device.quiet?.until ?? 0))}</strong>
        <span>{strings.quietHours.bannerText}</span>
      </p>
      {mayLift && (
        <Button className="button" onPress={() => void lift(true)}>
          {strings.quietHours.lift}
        </Button>
      )}
      <Button className="button" onPress={() => deviceChoice.set(true)}>
        {strings.devices.choose}
      </Button>
      <Button className="icon-button" aria-label={strings.quietHours.close} onPress={onClose}>
        <X aria-hidden />
      </Button>
    </div>
  )
}
