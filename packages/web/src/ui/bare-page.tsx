import { type ReactNode, useEffect } from 'react'
import { titlePage } from './page-title.ts'

/** One thing to say or to ask in front of the house. */
export function Entrance(props: {
  readonly title: string
  readonly lead: string
  readonly children: ReactNode
}) {
  useEffect(() => titlePage(props.title), [props.title])
  return (
    <main className="entrance">
      <div className="entrance-card">
        <img src="/baton.svg" alt="" width={64} height={64} />
        <h1>{props.title}</h1>
        <p className="quiet">{props.lead}</p>
        {props.children}
      </div>
    </main>
  )
}
