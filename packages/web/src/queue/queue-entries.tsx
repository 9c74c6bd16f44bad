import type { Entry, EntryId } from '@baton/protocol'
import { Ellipsis } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import type { Selection } from 'react-aria-components/GridList'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useAsk } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { useFollowed, useHub } from '../hub/use-hub.ts'
import { EntryList, EntryRow } from '../music/entry-list.tsx'
import { neighbour } from '../music/neighbours.ts'
import { adding } from '../navigation/open-panels.ts'
import { strings } from '../strings/strings.ts'
import { knowPlaces, knowRows } from './known-order.ts'
import { moveWithUndo, removeWithUndo } from './queue-edits.ts'
import { type QueueRow, rowsNamed, rowsOf } from './queue-rows.ts'
import { UnknownEntry } from './unknown-entry.tsx'

export interface QueueEntriesProps {
  readonly rows: readonly QueueRow[]
  /** Null: entries are played by a press; otherwise a press chooses them. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
}

/** The queue in the order that plays. */
export function QueueEntries({ rows, chosen, onChoose }: QueueEntriesProps) {
  const connected = useHub()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const remove = (entryId: EntryId) => void removeWithUndo(connected, new Set([entryId]))
  const play = async (name: EntryId) => {
    const [entryId] = (await knowRows(connected, rowsNamed(rows, [name]))) ?? []
    if (entryId) await ask({ type: 'session.jump', entryId })
  }
  return (
    <EntryList
      label={strings.queue.label}
      entries={rows}
      shows={[currentId]}
      chosen={chosen}
      onChoose={onChoose}
      onPlay={(name) => void play(name)}
      onMove={(names, after) => void moveRows(connected, rows, names, after)}
      row={({ entryId: name, place, entry }) =>
        entry === null ? (
          <UnknownEntry name={name} place={place} />
        ) : (
          <EntryRow
            id={name}
            entry={entry}
            trouble={entry.status === 'failed' ? strings.queue.failed : null}
            isCurrent={entry.entryId === currentId}
            marks={{ 'data-status': entry.status }}
            removal={{ label: strings.queue.remove(entry.title), run: () => remove(entry.entryId) }}
            menu={
              chosen ? null : (
                <EntryMenu
                  entry={entry}
                  place={place}
                  isLast={place === rows.length - 1}
                  remove={() => remove(entry.entryId)}
                />
              )
            }
          />
        )
      }
    />
  )
}

/** What is moved, and where it is dropped, may not be known yet. */
async function moveRows(
  connected: ConnectedHub,
  rows: readonly QueueRow[],
  names: ReadonlySet<EntryId>,
  after: EntryId | null,
): Promise<void> {
  const entryIds = await knowRows(connected, rowsNamed(rows, names))
  const behind = await knowRows(connected, rowsNamed(rows, after === null ? [] : [after]))
  if (entryIds && behind) await moveWithUndo(connected, new Set(entryIds), behind[0] ?? null)
}

interface EntryMenuProps {
  readonly entry: Entry
  readonly place: number
  readonly isLast: boolean
  readonly remove: () => void
}

function EntryMenu({ entry, place, isLast, remove }: EntryMenuProps) {
  const connected = useHub()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const move = (after: EntryId | null | undefined) => {
    if (after !== undefined) void moveWithUndo(connected, new Set([entry.entryId]), after)
  }
  const moveBy = async (step: -1 | 1) => {
    if (!(await knowPlaces(connected, place - 2, place + 2))) return
    const { queue } = connected.following.state.get()
    const order = queue ? rowsOf(queue) : []
    move(neighbour(order, entry.entryId, step))
  }
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
          <MenuItem className="menu-item" isDisabled={place === 0} onAction={() => void moveBy(-1)}>
            {strings.queue.moveUp}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={isLast} onAction={() => void moveBy(1)}>
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
