import type { Following } from '@baton/client'
import { type ReactNode, useEffect, useState } from 'react'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { HubContext, useStore } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { followBox } from './follow-box.ts'
import { shownBox } from './shown-box.ts'

/** The hub as the screens see it: with one's own session, or with that of the box that this window controls. */
export function ShownHub(props: { readonly connected: ConnectedHub; readonly children: ReactNode }) {
  const { connected } = props
  const wanted = useStore(shownBox)
  const [shown, setShown] = useState<ConnectedHub>(connected)

  useEffect(() => {
    setShown(connected)
    if (wanted === null) return
    const { hub, following: own } = connected
    let showing: Following | null = null
    let isOver = false
    const look = () => {
      const { boxes } = own.state.get()
      // Not told yet: what there is to be shown meanwhile is one's own.
      if (boxes === null || isOver) return
      const box = boxes.find(({ sessionId }) => sessionId === wanted)
      if (box && showing) return
      if (box) {
        showing = followBox(hub, own, box)
        setShown({ ...connected, following: showing, own, box })
        return
      }
      isOver = true
      if (showing) notify(strings.boxes.gone)
      shownBox.set(null)
    }
    const stop = own.state.subscribe(look)
    look()
    return () => {
      isOver = true
      stop()
      void showing?.[Symbol.asyncDispose]()
    }
  }, [connected, wanted])

  return <HubContext value={shown}>{props.children}</HubContext>
}
