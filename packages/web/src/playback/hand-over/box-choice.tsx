import type { BoxView } from '@baton/protocol'
import { Box, Check, UserRound } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import { shownBox } from '../../boxes/shown-box.ts'
import { useBoxes } from '../../boxes/use-boxes.ts'
import { deviceCondition } from '../../devices/device-condition.ts'
import { useHub } from '../../hub/use-hub.ts'
import { deviceChoice } from '../../navigation/open-panels.ts'
import { strings } from '../../strings/strings.ts'

/** Whose session this window shows: one's own, or that of a box. Nothing where there are no boxes. */
export function BoxChoice() {
  const boxes = useBoxes()
  const shown = useHub().box?.sessionId ?? null
  if (boxes.length === 0) return null
  return (
    <section className="box-choice" aria-labelledby="box-choice">
      <h3 id="box-choice">{strings.boxes.whose}</h3>
      <ul className="devices">
        <Row
          icon={UserRound}
          name={strings.boxes.mine}
          text={null}
          isShown={shown === null}
          onChoose={() => choose(null)}
        />
        {boxes.map((box) => (
          <Row
            key={box.sessionId}
            icon={Box}
            name={box.device.name}
            text={conditionOf(box)}
            isShown={shown === box.sessionId}
            onChoose={() => choose(box)}
          />
        ))}
      </ul>
    </section>
  )
}

function Row(props: {
  readonly icon: typeof Box
  readonly name: string
  readonly text: string | null
  readonly isShown: boolean
  readonly onChoose: () => void
}) {
  const Icon = props.icon
  return (
    <li className="device" data-active={props.isShown || undefined}>
      <Button className="device-main" aria-pressed={props.isShown} onPress={props.onChoose}>
        <Icon aria-hidden className="device-icon" />
        <span className="row-text">
          <span className="row-title">{props.name}</span>
          {props.text !== null && <span className="row-sub">{props.text}</span>}
        </span>
        {props.isShown && <Check aria-hidden />}
      </Button>
    </li>
  )
}

function choose(box: BoxView | null): void {
  shownBox.set(box?.sessionId ?? null)
  deviceChoice.set(false)
}

function conditionOf({ device }: BoxView): string {
  return deviceCondition(device, { isActive: false, isPlaying: false }).text
}
