import type { EntryId } from '@baton/protocol'
import { ListStart, Trash2 } from 'lucide-react'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { moveWithUndo, removeWithUndo } from './queue-edits.ts'

export interface SelectionBarProps {
  readonly ids: ReadonlySet<EntryId>
  readonly onAll: () => void
  readonly onDone: () => void
}

/** What can be done with the entries that were chosen. */
export function SelectionBar({ ids, onAll, onDone }: SelectionBarProps) {
  const connected = useHub()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const isNone = ids.size === 0
  const playNext = () => {
    const others = new Set([...ids].filter((id) => id !== currentId))
    void moveWithUndo(connected, others, currentId)
    onDone()
  }
  const remove = () => {
    void removeWithUndo(connected, ids)
    onDone()
  }
  return (
    <div className="selection" role="toolbar" aria-label={strings.edit.actions}>
      <p role="status">{strings.edit.selected(ids.size)}</p>
      <Button className="button button-quiet" onPress={onAll}>
        {strings.edit.all}
      </Button>
      <Button className="button" isDisabled={isNone} onPress={playNext}>
        <ListStart aria-hidden /> {strings.edit.playNext}
      </Button>
      <Button className="button" isDisabled={isNone} onPress={remove}>
        <Trash2 aria-hidden /> {strings.edit.remove}
      </Button>
    </div>
  )
}
