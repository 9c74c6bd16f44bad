import type { EntryId } from '@baton/protocol'
import { useEffect } from 'react'
import { GridListItem } from 'react-aria-components/GridList'
import { useHub } from '../hub/use-hub.ts'
import { EntryGrip } from '../music/entry-list.tsx'
import { strings } from '../strings/strings.ts'

/** Whoever scrolls past does not want to see it. */
const STAYS_MS = 80

/** The place of an entry that is not known yet. It is read once the place has stayed in sight for a moment. */
export function UnknownEntry({ name, place }: { readonly name: EntryId; readonly place: number }) {
  return (
    <GridListItem id={name} className="entry" textValue={strings.queue.unknown} data-status="unknown">
      <EntryGrip title={strings.queue.unknown} />
      <Reading place={place} />
    </GridListItem>
  )
}

/** What stands in a row exists only while the row is in sight. */
function Reading({ place }: { readonly place: number }) {
  const { following } = useHub()
  useEffect(() => {
    const timer = setTimeout(() => void following.knowQueue(place, place + 1), STAYS_MS)
    return () => clearTimeout(timer)
  }, [following, place])
  return <span className="row-sub entry-unknown">{strings.queue.unknown}</span>
}
