import { ChevronDown } from 'lucide-react'

export interface SelectProps {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onChange: (value: string) => void
}

/** The browser's own list: it is the one that fits the device, from a phone's wheel to the keyboard. */
export function Select({ label, value, options, onChange }: SelectProps) {
  return (
    <label className="pick">
      <span className="visually-hidden">{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden />
    </label>
  )
}
