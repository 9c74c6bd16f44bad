import type { DeviceView } from '@baton/protocol'
import {
  Box,
  Frame,
  History,
  Moon,
  SlidersHorizontal,
  Smartphone,
  Speaker,
  SquareTerminal,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useBoxes, useMayChangeBoxes } from '../boxes/use-boxes.ts'
import { useAsk } from '../hub/ask.ts'
import { useHub, useOwnFollowed, useStore } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { go, usePlace } from '../navigation/use-place.ts'
import { DeviceLimits } from '../quiet-hours/device-limits.tsx'
import { HouseholdQuietHours } from '../quiet-hours/household-quiet-hours.tsx'
import { limitsLabel, quietText } from '../quiet-hours/quiet-text.ts'
import { agoText } from '../strings/ago-text.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Empty, Waiting } from '../ui/empty-failed-waiting.tsx'
import { notify } from '../ui/notices.ts'
import { Page } from '../ui/page.tsx'
import { AddDisplay } from './add-display.tsx'
import { BoxesPanel } from './boxes-panel.tsx'
import { deviceCondition, deviceIcon } from './device-condition.ts'
import { DeviceHistory } from './device-history.tsx'
import { DeviceSharing } from './device-sharing.tsx'
import { DisplayPanel } from './display-panel.tsx'
import { MayPlaySwitch, RemoveButton, RenameButton, SharingButton } from './gear-verbs.tsx'
import { LoudspeakerInvitation } from './loudspeaker-invitation.tsx'
import { PhoneInvitation } from './phone-invitation.tsx'
import { PlayerOutput } from './player-output.tsx'
import { RenameForm } from './rename-form.tsx'
import { StatusLights } from './status-lights.tsx'
import { TestToneButton } from './test-tone-button.tsx'

const CLOCK_MS = 30_000

export function DevicesScreen() {
  const { deviceId } = useHub()
  const all = useOwnFollowed((state) => state.devices)
  const boxes = useBoxes()
  // Boxes stand in a list of their own.
  const devices = all?.filter((device) => !boxes.some((box) => box.device.deviceId === device.deviceId))
  const place = usePlace()
  // Whoever comes with the code of a display comes for that.
  const code = place.page === 'devices' && 'display' in place ? place.display : null
  return (
    <Page title={strings.devicePage.title} className="settings">
      {code !== null && <AddDevice key={code} />}
      {!devices ? (
        <Waiting shape="list" />
      ) : devices.length === 0 ? (
        <Empty title={strings.devices.none} />
      ) : (
        <>
          <Group
            title={strings.devicePage.present}
            devices={devices.filter(({ online }) => online)}
            own={deviceId}
          />
          <Group
            title={strings.devicePage.absent}
            devices={devices.filter(({ online }) => !online)}
            own={deviceId}
          />
        </>
      )}
      <BoxesPanel />
      <HouseholdQuietHours />
      <StatusLights />
      {code === null && <AddDevice />}
    </Page>
  )
}

function Group(props: {
  readonly title: string
  readonly devices: readonly DeviceView[]
  readonly own: string
}) {
  const now = useHubClock()
  if (props.devices.length === 0) return null
  const ordered = props.devices.toSorted(
    (a, b) => Number(b.deviceId === props.own) - Number(a.deviceId === props.own) || b.lastSeen - a.lastSeen,
  )
  return (
    <section className="panel">
      <h2>{props.title}</h2>
      <ul className="gear-list">
        {ordered.map((device) => (
          <Gear key={device.deviceId} device={device} isOwn={device.deviceId === props.own} now={now} />
        ))}
      </ul>
    </section>
  )
}

/** One device with everything that is known of it and everything that can be done to it. */
function Gear(props: { readonly device: DeviceView; readonly isOwn: boolean; readonly now: number }) {
  const { device, isOwn, now } = props
  const ask = useAsk()
  const [isRenaming, setRenaming] = useState(false)
  const [isHistoryOpen, setHistoryOpen] = useState(false)
  const [areLimitsOpen, setLimitsOpen] = useState(false)
  const [isSharingOpen, setSharingOpen] = useState(false)
  const isMine = useStore(useHub().hub.me)?.userId === device.ownerId
  const [isOutputOpen, setOutputOpen] = useState(false)
  const quiet = quietText(device)
  const [isDisplayOpen, setDisplayOpen] = useState(false)
  const { display } = device
  const owner = useOtherOwner(device)
  const Icon = deviceIcon(device)
  const remove = async () => {
    if (await ask({ type: 'device.remove', deviceId: device.deviceId })) {
      notify(strings.devicePage.removed(device.name))
    }
  }
  return (
    <li className="gear" data-away={!device.online || undefined}>
      <Icon aria-hidden className="gear-icon" />
      <div className="gear-text">
        {isRenaming ? (
          <RenameForm device={device} onDone={() => setRenaming(false)} />
        ) : (
          <h3 className="gear-name">{device.name}</h3>
        )}
        {display ? (
          <p className="gear-doing">{showsText(device)}</p>
        ) : (
          <Doing device={device} isOwn={isOwn} />
        )}
        {quiet !== null && (
          <p className="gear-quiet">
            <Moon aria-hidden /> {quiet}
          </p>
        )}
        <p className="gear-facts quiet">
          <span>
            {[strings.devicePage.kinds[device.kind], device.platform ?? display?.model]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {owner !== null && <span>{strings.devicePage.of(owner)}</span>}
          {device.health !== 'unknown' && (
            <span data-health={device.health}>{strings.devicePage.health[device.health]}</span>
          )}
          {display?.firmware && <span>{strings.displays.firmware(display.firmware)}</span>}
          <TagReader device={device} />
          <span>
            {device.online
              ? strings.devicePage.heardNow
              : strings.devicePage.lastHeard(agoText(device.lastSeen, now))}
          </span>
        </p>
      </div>
      <div className="gear-verbs">
        {isMine && device.capabilities.sound && (
          <MayPlaySwitch
            device={device}
            onChange={(enabled) => void ask({ type: 'device.update', deviceId: device.deviceId, enabled })}
          />
        )}
        {isMine && <RenameButton name={device.name} onPress={() => setRenaming(!isRenaming)} />}
        {isMine && display && (
          <Button
            className="icon-button"
            aria-label={strings.displays.control(device.name)}
            aria-expanded={isDisplayOpen}
            onPress={() => setDisplayOpen(!isDisplayOpen)}
          >
            <SlidersHorizontal aria-hidden />
          </Button>
        )}
        {isMine && (
          <Button
            className="icon-button"
            aria-label={limitsLabel(device)}
            aria-expanded={areLimitsOpen}
            onPress={() => setLimitsOpen(!areLimitsOpen)}
          >
            <Moon aria-hidden />
          </Button>
        )}
        {isMine && (device.kind === 'agent' || device.capabilities.shareable) && (
          <SharingButton
            name={device.name}
            isOpen={isSharingOpen}
            onPress={() => setSharingOpen(!isSharingOpen)}
          />
        )}
        {(isMine || device.kind !== 'browser') && (
          <Button
            className="icon-button"
            aria-label={strings.deviceHistory.show(device.name)}
            aria-expanded={isHistoryOpen}
            onPress={() => setHistoryOpen(!isHistoryOpen)}
          >
            <History aria-hidden />
          </Button>
        )}
        {isMine && device.kind === 'agent' && device.online && device.enabled && (
          <TestToneButton device={device} />
        )}
        {isMine && device.kind === 'agent' && (
          <Button
            className="icon-button"
            aria-label={strings.output.show(device.name)}
            aria-expanded={isOutputOpen}
            onPress={() => setOutputOpen(!isOutputOpen)}
          >
            <SquareTerminal aria-hidden />
          </Button>
        )}
        {isMine && !isOwn && (
          <RemoveButton
            name={device.name}
            text={strings.devicePage.removeText}
            onRemove={() => void remove()}
          />
        )}
      </div>
      {isSharingOpen && <DeviceSharing device={device} />}
      {areLimitsOpen && <DeviceLimits device={device} />}
      {display && isDisplayOpen && <DisplayPanel device={device} display={display} />}
      {isOutputOpen && <PlayerOutput device={device} />}
      {isHistoryOpen && <DeviceHistory device={device} now={now} />}
    </li>
  )
}

/** What a display shows, as far as it says. */
function showsText({ enabled, online, display }: DeviceView): string {
  if (!enabled) return strings.devices.disabled
  if (!online) return strings.devices.offline
  if (display?.paused) return strings.displays.paused
  if (display?.channel === 'playing') return strings.displays.showsPlaying
  return display?.postId ? strings.displays.shows(display.postId) : strings.displays.showsNothing
}

/** How the reader beside it is. Of a device that is away nobody knows. */
function TagReader({ device: { online, capabilities } }: { readonly device: DeviceView }) {
  const { reader } = capabilities
  if (!online || !reader) return null
  return (
    <span data-health={reader === 'ready' ? 'ready' : 'notready'}>
      {strings.devicePage.tagReader[reader]}
    </span>
  )
}

/** Who else of the household the device belongs to; null where it is one's own. */
function useOtherOwner({ ownerId }: DeviceView): string | null {
  const { hub } = useHub()
  const me = useStore(hub.me)
  const people = useRead('people', () => hub.members())
  if (people.phase !== 'ready' || ownerId === me?.userId) return null
  return people.value.find(({ userId }) => userId === ownerId)?.username ?? null
}

/** What the device does now: what it plays, or what it could do. */
function Doing({ device, isOwn }: { readonly device: DeviceView; readonly isOwn: boolean }) {
  const isActive = useOwnFollowed((state) => state.session?.activeDeviceId === device.deviceId)
  const playState = useOwnFollowed((state) => state.session?.playState ?? 'stopped')
  const title = useOwnFollowed((state) => state.session?.current?.title ?? null)
  const userId = useOwnFollowed((state) => state.session?.userId)
  const { text } = deviceCondition(device, { isActive, isPlaying: playState === 'playing', userId })
  const doing =
    isActive && title !== null && playState !== 'stopped'
      ? playState === 'playing'
        ? strings.devicePage.playing(title)
        : strings.devicePage.paused(title)
      : text
  return (
    <p className="gear-doing" data-active={isActive || undefined}>
      {isOwn ? `${strings.devices.here} · ${doing}` : doing}
    </p>
  )
}

function AddDevice() {
  const mayAddBox = useMayChangeBoxes()
  const place = usePlace()
  const code = place.page === 'devices' && 'display' in place ? place.display : null
  const [wanted, setWanted] = useState<'phone' | 'loudspeaker' | 'box' | 'display' | null>(
    code === null ? null : 'display',
  )
  return (
    <section className="panel">
      <h2>{strings.devicePage.addTitle}</h2>
      <div className="add-verbs">
        <Button className="button" aria-expanded={wanted === 'phone'} onPress={() => setWanted('phone')}>
          <Smartphone aria-hidden /> {strings.devicePage.addAction}
        </Button>
        <Button
          className="button"
          aria-expanded={wanted === 'loudspeaker'}
          onPress={() => setWanted('loudspeaker')}
        >
          <Speaker aria-hidden /> {strings.devicePage.addLoudspeaker}
        </Button>
        {mayAddBox && (
          <Button className="button" aria-expanded={wanted === 'box'} onPress={() => setWanted('box')}>
            <Box aria-hidden /> {strings.boxes.add}
          </Button>
        )}
        <Button className="button" aria-expanded={wanted === 'display'} onPress={() => setWanted('display')}>
          <Frame aria-hidden /> {strings.displays.add}
        </Button>
      </div>
      {wanted === 'display' && (
        <AddDisplay
          code={code ?? ''}
          onAdded={() => {
            setWanted(null)
            if (code !== null) go({ page: 'devices' })
          }}
        />
      )}
      {wanted === 'phone' && <PhoneInvitation />}
      {wanted === 'loudspeaker' && <LoudspeakerInvitation kind="loudspeaker" />}
      {wanted === 'box' && <LoudspeakerInvitation kind="box" />}
    </section>
  )
}

/** The hub's time, now and then: enough for "3 minutes ago". */
function useHubClock(): number {
  const { following } = useHub()
  const [now, setNow] = useState(following.serverNow)
  useEffect(() => {
    const timer = setInterval(() => setNow(following.serverNow()), CLOCK_MS)
    return () => clearInterval(timer)
  }, [following])
  return now
}
