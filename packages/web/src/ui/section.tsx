import type { ReactNode } from 'react'
import { addressOf, type Place } from '../navigation/places.ts'

/** A part of a page under its heading, with the way to all of what it shows a bit of. */
export function Section(props: {
  readonly title: string
  readonly all: { readonly place: Place; readonly text: string; readonly label?: string } | null
  /** What can be done with all of it. */
  readonly tool?: ReactNode
  readonly children: ReactNode
}) {
  const { all, tool } = props
  return (
    <section className="part">
      <div className="part-head">
        <h2>{props.title}</h2>
        {tool}
        {all && (
          <a href={addressOf(all.place)} aria-label={all.label}>
            {all.text}
          </a>
        )}
      </div>
      {props.children}
    </section>
  )
}
