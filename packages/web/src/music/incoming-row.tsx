import type { ReactNode } from 'react'

/** One row of a list of what is on its way into the library, or has just come. `children` are its buttons. */
export function IncomingRow(props: {
  readonly name: string
  readonly text: string
  /** From 0 to 100; null: nobody knows how far; missing: it is not on its way. */
  readonly percent: number | null | undefined
  /** What the bar is called. */
  readonly progress: string
  readonly step: string
  readonly children: ReactNode
}) {
  const { name, text, percent, progress, step, children } = props
  return (
    <li className="incoming" data-step={step}>
      <span className="row-text">
        <span className="row-title" dir="auto">
          {name}
        </span>
        <span className="row-sub">{text}</span>
        {percent !== undefined && (
          <progress aria-label={progress} max={100} {...(percent !== null && { value: percent })} />
        )}
      </span>
      {children}
    </li>
  )
}
