import { Label } from 'react-aria-components/RadioGroup'
import { Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components/Slider'
import { useStore } from '../hub/use-hub.ts'
import {
  MOST_CROSSFADE_S,
  PREAMP_DB,
  REPLAY_GAIN_MODES,
  type SoundChoices,
} from '../sound/sound-preferences.ts'
import { strings } from '../strings/strings.ts'
import { Select } from '../ui/select.tsx'
import { soundChoices } from './sound-choices.ts'

/** How this device sounds. It holds here only, and at once. */
export function SoundSettings() {
  const chosen = useStore(soundChoices)
  const choose = (more: Partial<SoundChoices>) => soundChoices.set({ ...chosen, ...more })
  const { soundSettings } = strings
  return (
    <section className="panel">
      <h2>{soundSettings.title}</h2>
      <div className="panel-line">
        <p>
          <strong>{soundSettings.replayGain}</strong>
          <span className="quiet">{soundSettings.replayGainHint}</span>
        </p>
        <Select
          label={soundSettings.replayGain}
          value={chosen.replayGain}
          options={REPLAY_GAIN_MODES.map((mode) => [mode, soundSettings.modes[mode]])}
          onChange={(value) => {
            const replayGain = REPLAY_GAIN_MODES.find((mode) => mode === value)
            if (replayGain) choose({ replayGain })
          }}
        />
      </div>
      <Measure
        label={soundSettings.preamp}
        hint={soundSettings.preampHint}
        value={chosen.preampDb}
        least={PREAMP_DB.least}
        most={PREAMP_DB.most}
        shown={soundSettings.decibels}
        isDisabled={chosen.replayGain === 'off'}
        onChange={(preampDb) => choose({ preampDb })}
      />
      <Measure
        label={soundSettings.crossfade}
        hint={soundSettings.crossfadeHint}
        value={chosen.crossfadeS}
        least={0}
        most={MOST_CROSSFADE_S}
        shown={soundSettings.seconds}
        onChange={(crossfadeS) => choose({ crossfadeS })}
      />
    </section>
  )
}

function Measure(props: {
  readonly label: string
  readonly hint: string
  readonly value: number
  readonly least: number
  readonly most: number
  readonly shown: (value: number) => string
  readonly isDisabled?: boolean
  readonly onChange: (value: number) => void
}) {
  const { value, least, most, shown, isDisabled = false } = props
  return (
    <Slider
      className="slider measure"
      minValue={least}
      maxValue={most}
      step={1}
      value={value}
      isDisabled={isDisabled}
      onChange={(next) => props.onChange(next as number)}
    >
      <div className="measure-head">
        <Label>
          <strong>{props.label}</strong>
        </Label>
        <SliderOutput className="measure-value">{shown(value)}</SliderOutput>
      </div>
      <span className="quiet">{props.hint}</span>
      <SliderTrack className="slider-track">
        <span
          className="slider-fill"
          style={{ inlineSize: `${((value - least) / (most - least)) * 100}%` }}
        />
        <SliderThumb className="slider-thumb" />
      </SliderTrack>
    </Slider>
  )
}
