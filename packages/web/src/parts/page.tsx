import { type ReactNode, useEffect, useRef } from 'react'
import { words } from '../words/words.ts'

/** The heading of a page takes the focus when one comes to it, so that screen readers say where one is. */
export function Page(props: {
  readonly title: string
  readonly className?: string
  readonly tools?: ReactNode
  readonly hideTitle?: boolean
  readonly children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${props.title} · ${words.app.name}`
  }, [props.title])
  useEffect(() => {
    const focused = document.activeElement
    if (focused === null || focused === document.body || focused.closest('nav')) {
      heading.current?.focus({ preventScroll: true })
    }
  }, [])
  return (
    <div className={`page ${props.className ?? ''}`}>
      <header className={props.hideTitle ? 'visually-hidden' : 'page-head'}>
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.tools}
      </header>
      {props.children}
    </div>
  )
}
