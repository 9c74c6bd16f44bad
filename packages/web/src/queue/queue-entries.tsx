import type { Entry, EntryId } from '@baton/protocol'
import { Ellipsis } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import type { Selection } from 'react-aria-components/GridList'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useAsk } from '../hub/ask.ts'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { EntryList, EntryRow } from '../music/entry-list.tsx'
import { neighbour } from '../music/neighbours.ts'
import { adding } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { moveWithUndo, removeWithUndo } from './queue-edits.ts'

export interface QueueEntriesProps {
  readonly order: readonly Entry[]
  /** Null: entries are played by a press; otherwise a press chooses them. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
}

/** The queue in the order that plays. */
export function QueueEntries({ order, chosen, onChoose }: QueueEntriesProps) {
  const connected = useHub()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const remove = (entryId: EntryId) => void removeWithUndo(connected, order, new Set([entryId]))
  return (
    <EntryList
      label={strings.queue.label}
      entries={order}
      shows={[currentId]}
      chosen={chosen}
      onChoose={onChoose}
      onPlay={(entryId) => void ask({ type: 'session.jump', entryId })}
      onMove={(entryIds, after) => void moveWithUndo(connected, order, entryIds, after)}
      row={(entry) => (
        <EntryRow
          id={entry.entryId}
          entry={entry}
          trouble={entry.status === 'failed' ? strings.queue.failed : null}
          isCurrent={entry.entryId === currentId}
          marks={{ 'data-status': entry.status }}
          removal={{ label: strings.queue.remove(entry.title), run: () => remove(entry.entryId) }}
          menu={
            chosen ? null : <EntryMenu entry={entry} order={order} remove={() => remove(entry.entryId)} />
          }
        />
      )}
    />
  )
}

interface EntryMenuProps {
  readonly entry: Entry
  readonly order: readonly Entry[]
  readonly remove: () => void
}

function EntryMenu({ entry, order, remove }: EntryMenuProps) {
  const connected = useHub()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const move = (after: EntryId | null | undefined) => {
    if (after !== undefined) void moveWithUndo(connected, order, new Set([entry.entryId]), after)
  }
  const place = (step: -1 | 1) => neighbour(order, entry.entryId, step)
  const [first, last] = [order[0]?.entryId === entry.entryId, order.at(-1)?.entryId === entry.entryId]
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={strings.queue.menuOf(entry.title)}>
        <Ellipsis aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={strings.queue.menuOf(entry.title)}>
          <MenuItem
            className="menu-item"
            onAction={() => void ask({ type: 'session.jump', entryId: entry.entryId })}
          >
            {strings.queue.playNow}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={first} onAction={() => move(place(-1))}>
            {strings.queue.moveUp}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={last} onAction={() => move(place(1))}>
            {strings.queue.moveDown}
          </MenuItem>
          <MenuItem
            className="menu-item"
            isDisabled={currentId === null || currentId === entry.entryId}
            onAction={() => move(currentId)}
          >
            {strings.queue.moveNext}
          </MenuItem>
          <MenuItem
            className="menu-item"
            onAction={() => adding.set({ title: entry.title, source: { trackIds: [entry.trackId] } })}
          >
            {strings.playlists.addTo}
          </MenuItem>
          <MenuItem className="menu-item" onAction={remove}>
            {strings.queue.removeItem}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
