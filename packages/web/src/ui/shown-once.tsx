import { type ReactNode, useEffect, useId, useRef } from 'react'
import { CopyText } from './copy-text.tsx'

/** A secret that was just made: it takes the focus, because nobody can look at it later. */
export function ShownOnce(props: {
  readonly title: string
  readonly text: string
  readonly secret: string
  readonly children?: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="made" aria-labelledby={id}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {props.title}
      </h2>
      <p>{props.text}</p>
      <CopyText label={props.title} text={props.secret} />
      {props.children}
    </section>
  )
}
