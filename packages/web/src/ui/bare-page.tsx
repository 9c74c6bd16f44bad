import { type ReactNode, useEffect } from 'react'
import { titlePage } from './page-title.ts'

/** A page without navigation or player: one thing to say or to ask before anybody is signed in. */
export function BarePage(props: {
  readonly title: string
  readonly lead: string
  readonly children: ReactNode
}) {
  useEffect(() => titlePage(props.title), [props.title])
  return (
    <main className="entrance">
      <div className="entrance-card">
        <img src="./baton.svg" alt="" width={64} height={64} />
        <h1>{props.title}</h1>
        <p className="quiet">{props.lead}</p>
        {props.children}
      </div>
    </main>
  )
}
