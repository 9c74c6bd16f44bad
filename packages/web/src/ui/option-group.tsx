import { useId } from 'react'

export interface Option<Value extends string> {
  readonly value: Value
  readonly name: string
  readonly text: string
  readonly isDisabled?: boolean
}

/** A few things to choose from, each with a sentence on what it means: one of them, or as many as one likes. */
export function OptionGroup<Value extends string>(props: {
  readonly label: string
  readonly choose: 'one' | 'many'
  readonly options: readonly Option<Value>[]
  readonly chosen: readonly Value[]
  readonly onChange: (chosen: readonly Value[]) => void
}) {
  const name = useId()
  const { options, chosen, choose } = props
  const toggle = (value: Value, isOn: boolean) => {
    if (choose === 'one') return props.onChange([value])
    const wanted = isOn ? [...chosen, value] : chosen.filter((one) => one !== value)
    props.onChange(options.flatMap((option) => (wanted.includes(option.value) ? [option.value] : [])))
  }
  return (
    <fieldset className="options">
      <legend>{props.label}</legend>
      {options.map((option) => (
        <label key={option.value} className="option">
          <input
            type={choose === 'one' ? 'radio' : 'checkbox'}
            name={name}
            value={option.value}
            checked={chosen.includes(option.value)}
            disabled={option.isDisabled}
            onChange={(event) => toggle(option.value, event.target.checked)}
          />
          <span>
            <strong>{option.name}</strong>
            <span className="quiet">{option.text}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
