import { MAX_QUIET_SPANS, type QuietSpan } from '@baton/protocol'
import { Moon, Trash2 } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { ceilingText, spanText, WEEKDAYS, weekdayText } from './quiet-text.ts'

const NEW_SPAN: QuietSpan = { days: [...WEEKDAYS], from: '22:00', to: '07:00', maxVolume: 20 }
/** A ceiling is no matter of single percents. */
const STEP = 5
const LOUDEST = 95

interface Draft extends QuietSpan {
  readonly key: number
}

/** Spans as they shall be, until they are saved. */
export function SpanEditor(props: {
  readonly spans: readonly QuietSpan[]
  readonly onSave: (spans: readonly QuietSpan[]) => Promise<boolean>
  readonly onDone: () => void
}) {
  const [next, setNext] = useState(props.spans.length)
  const [drafts, setDrafts] = useState<readonly Draft[]>(props.spans.map((span, key) => ({ ...span, key })))
  const [problem, setProblem] = useState<string | null>(null)
  const change = (key: number, part: Partial<QuietSpan>) => {
    setProblem(null)
    setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)))
  }
  const add = () => {
    setDrafts([...drafts, { ...NEW_SPAN, key: next }])
    setNext(next + 1)
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (drafts.some(({ days }) => days.length === 0)) return setProblem(strings.quietHours.noDay)
    if (drafts.some(({ from, to }) => from === '' || to === '')) return setProblem(strings.quietHours.noTime)
    if (await props.onSave(drafts.map(({ key, ...span }) => span))) props.onDone()
  }
  return (
    <form className="spans" onSubmit={(event) => void save(event)}>
      {drafts.length === 0 && <p className="quiet">{strings.quietHours.none}</p>}
      {drafts.map((draft) => (
        <Span
          key={draft.key}
          span={draft}
          onChange={(part) => change(draft.key, part)}
          onRemove={() => setDrafts(drafts.filter(({ key }) => key !== draft.key))}
        />
      ))}
      {drafts.length < MAX_QUIET_SPANS && (
        <Button className="button" onPress={add}>
          <Moon aria-hidden /> {strings.quietHours.add}
        </Button>
      )}
      {problem !== null && (
        <p className="spans-problem" role="alert">
          {problem}
        </p>
      )}
      <div className="spans-verbs">
        <Button type="submit" className="button button-accent">
          {strings.quietHours.save}
        </Button>
        <Button className="button" onPress={props.onDone}>
          {strings.common.cancel}
        </Button>
      </div>
    </form>
  )
}

function Span(props: {
  readonly span: QuietSpan
  readonly onChange: (part: Partial<QuietSpan>) => void
  readonly onRemove: () => void
}) {
  const { span, onChange } = props
  const { days, from, to, maxVolume } = span
  const id = useId()
  const toggle = (day: number, isOn: boolean) =>
    onChange({ days: WEEKDAYS.filter((one) => (one === day ? isOn : days.includes(one))) })
  return (
    <fieldset className="span">
      <legend className="visually-hidden">{spanText(span)}</legend>
      <fieldset className="days">
        <legend className="visually-hidden">{strings.quietHours.days}</legend>
        {WEEKDAYS.map((day) => (
          <label key={day} className="day">
            <input
              type="checkbox"
              className="visually-hidden"
              aria-label={weekdayText(day, 'long')}
              checked={days.includes(day)}
              onChange={(event) => toggle(day, event.target.checked)}
            />
            <span aria-hidden="true">{weekdayText(day, 'short')}</span>
          </label>
        ))}
      </fieldset>
      <div className="span-times">
        <label className="span-time">
          <span>{strings.quietHours.from}</span>
          <input
            type="time"
            className="input"
            value={from}
            onChange={(event) => onChange({ from: event.target.value })}
          />
        </label>
        <label className="span-time">
          <span>{strings.quietHours.to}</span>
          <input
            type="time"
            className="input"
            value={to}
            aria-describedby={to <= from ? id : undefined}
            onChange={(event) => onChange({ to: event.target.value })}
          />
        </label>
        {to <= from && (
          <span id={id} className="quiet">
            {strings.quietHours.nextDay}
          </span>
        )}
      </div>
      <div className="span-ceiling">
        <Slider
          className="slider"
          aria-label={`${strings.quietHours.ceiling}: ${ceilingText(maxVolume)}`}
          minValue={0}
          maxValue={LOUDEST}
          step={STEP}
          value={Math.min(maxVolume, LOUDEST)}
          onChange={(value) => onChange({ maxVolume: value as number })}
        >
          <SliderTrack className="slider-track">
            <span className="slider-fill" style={{ inlineSize: `${(maxVolume / LOUDEST) * 100}%` }} />
            <SliderThumb className="slider-thumb" />
          </SliderTrack>
        </Slider>
        <output className="span-loudest">{ceilingText(maxVolume)}</output>
        <Button
          className="icon-button"
          aria-label={strings.quietHours.remove(spanText(span))}
          onPress={props.onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      </div>
    </fieldset>
  )
}
