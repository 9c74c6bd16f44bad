// The browser's own buttons. A page has hundreds of them, so that each costs nothing but its element; keys, touch and
// screen readers know them by themselves.
import type { ComponentProps } from 'react'

type Native = Omit<ComponentProps<'button'>, 'onClick' | 'onChange' | 'disabled'>

export interface ButtonProps extends Native {
  readonly isDisabled?: boolean
  readonly onPress?: () => void
}

export function Button({ onPress, isDisabled = false, type = 'button', ...native }: ButtonProps) {
  return <button {...native} type={type} disabled={isDisabled} onClick={onPress && (() => onPress())} />
}

export interface ToggleButtonProps extends Native {
  readonly isSelected: boolean
  readonly isDisabled?: boolean
  readonly onChange: (isSelected: boolean) => void
}

export function ToggleButton({ isSelected, isDisabled = false, onChange, ...native }: ToggleButtonProps) {
  const toggle = () => onChange(!isSelected)
  return <button {...native} type="button" disabled={isDisabled} aria-pressed={isSelected} onClick={toggle} />
}
