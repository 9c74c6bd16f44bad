import { type ReactNode, useEffect, useRef } from 'react'
import { titlePage } from './page-title.ts'

/** The heading of a page takes the focus when one comes to it, so that screen readers say where one is. */
export function Page(props: {
  readonly title: string
  readonly className?: string
  readonly tools?: ReactNode
  readonly hideTitle?: boolean
  readonly children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => titlePage(props.title), [props.title])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another page, also where the same screen draws it
  useEffect(() => {
    if (mayTakeFocus(document.activeElement)) heading.current?.focus({ preventScroll: true })
  }, [props.title])
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

/** What led here has done its work; a field or a dialog of the new page has not. */
function mayTakeFocus(focused: Element | null): boolean {
  return focused === null || focused === document.body || focused.closest('nav, .bar-open') !== null
}
