import { type ReactNode, useEffect, useRef, useState } from 'react'
import { PhoneInvitation } from '../devices/phone-invitation.tsx'
import { RenameForm } from '../devices/rename-form.tsx'
import { useFollowed, useHub, useOwnFollowed } from '../hub/use-hub.ts'
import { ScanState } from '../library/scan/scan-state.tsx'
import { isScanning, useScan } from '../library/scan/use-scan.ts'
import { go } from '../navigation/use-place.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { titlePage } from '../ui/page-title.ts'

/** The owner exists already: that was the first of these steps. */
const STEPS = ['owner', 'device', 'music', 'phone'] as const
type Step = (typeof STEPS)[number]

/** What a new owner does once: names this device, sees the music arrive, brings a phone along. Each step may be skipped. */
export function FirstStepsScreen() {
  const [step, setStep] = useState<Exclude<Step, 'owner'>>('device')
  const leave = () => go({ page: 'home' })
  switch (step) {
    case 'device':
      return (
        <StepCard step={step} title={strings.start.deviceTitle} lead={strings.start.deviceLead}>
          <NameDevice onDone={() => setStep('music')} />
          <Button className="button button-quiet" onPress={leave}>
            {strings.start.skip}
          </Button>
        </StepCard>
      )
    case 'music':
      return (
        <StepCard step={step} title={strings.start.musicTitle} lead={strings.start.musicLead}>
          <MusicState />
          <StepButtons
            back={() => setStep('device')}
            next={() => setStep('phone')}
            verb={strings.start.next}
          />
        </StepCard>
      )
    default:
      return (
        <StepCard step={step} title={strings.start.phoneTitle} lead={null}>
          <PhoneInvitation />
          <StepButtons back={() => setStep('music')} next={leave} verb={strings.start.finish} />
        </StepCard>
      )
  }
}

function StepCard(props: {
  readonly step: Step
  readonly title: string
  readonly lead: string | null
  readonly children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const number = STEPS.indexOf(props.step) + 1
  useEffect(() => {
    titlePage(props.title)
    heading.current?.focus()
  }, [props.title])
  return (
    <main className="entrance">
      <div className="entrance-card start-card">
        <p className="start-step">{strings.start.step(number, STEPS.length)}</p>
        <span className="start-track" aria-hidden="true">
          {STEPS.map((step, index) => (
            <span key={step} data-done={index < number || undefined} />
          ))}
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.lead && <p className="quiet">{props.lead}</p>}
        {props.children}
      </div>
    </main>
  )
}

function NameDevice({ onDone }: { readonly onDone: () => void }) {
  const { deviceId } = useHub()
  const own = useOwnFollowed((state) => state.devices?.find((device) => device.deviceId === deviceId) ?? null)
  // The form keeps what is typed: it must know the first name before it is drawn.
  if (!own) return <p role="status">{strings.connection.connecting}</p>
  return <RenameForm device={own} verb={strings.start.next} onDone={onDone} />
}

function MusicState() {
  const scan = useScan()
  const library = useFollowed((state) => state.library)
  const isBusy = scan !== null && isScanning(scan)
  const hasMusic = library !== null && library.tracks > 0
  return (
    <div className="start-music">
      <ScanState />
      <p role="status">
        {hasMusic
          ? strings.start.musicDone(
              strings.count.tracks(library.tracks),
              strings.count.albums(library.albums),
            )
          : isBusy
            ? ''
            : strings.start.musicNone}
      </p>
    </div>
  )
}

function StepButtons(props: { readonly back: () => void; readonly next: () => void; readonly verb: string }) {
  return (
    <div className="start-verbs">
      <Button className="button" onPress={props.back}>
        {strings.start.back}
      </Button>
      <Button className="button button-accent" onPress={props.next}>
        {props.verb}
      </Button>
    </div>
  )
}
