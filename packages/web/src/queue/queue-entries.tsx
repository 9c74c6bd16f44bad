import type { Entry, EntryId } from '@baton/protocol'
import { Ellipsis } from 'lucide-react'
import { Button } from 'react-aria-components/Button'
import type { Selection } from 'react-aria-components/GridList'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useAsk } from '../hub/ask.ts'
import type { House } from '../hub/connected-hub.ts'
import { useFollowed, useHouse } from '../hub/use-hub.ts'
import { EntryList, EntryRow } from '../music/entry-list.tsx'
import { adding } from '../navigation/open-panels.ts'
import { words } from '../strings/strings.ts'
import { knowPlaces, knowRows } from './known-order.ts'
import { moveWithUndo, removeWithUndo } from './queue-edits.ts'
import { neighbour } from './queue-order.ts'
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
  const house = useHouse()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const remove = (entryId: EntryId) => void removeWithUndo(house, new Set([entryId]))
  const play = async (name: EntryId) => {
    const [entryId] = (await knowRows(house, rowsNamed(rows, [name]))) ?? []
    if (entryId) await ask({ type: 'session.jump', entryId })
  }
  return (
    <EntryList
      label={words.queue.label}
      entries={rows}
      shows={[currentId]}
      chosen={chosen}
      onChoose={onChoose}
      onPlay={(name) => void play(name)}
      onMove={(names, after) => void moveRows(house, rows, names, after)}
      row={({ entryId: name, place, entry }) =>
        entry === null ? (
          <UnknownEntry name={name} place={place} />
        ) : (
          <EntryRow
            id={name}
            entry={entry}
            trouble={entry.status === 'failed' ? words.queue.failed : null}
            isCurrent={entry.entryId === currentId}
            marks={{ 'data-status': entry.status }}
            removal={{ label: words.queue.remove(entry.title), run: () => remove(entry.entryId) }}
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
  house: House,
  rows: readonly QueueRow[],
  names: ReadonlySet<EntryId>,
  after: EntryId | null,
): Promise<void> {
  const entryIds = await knowRows(house, rowsNamed(rows, names))
  const behind = await knowRows(house, rowsNamed(rows, after === null ? [] : [after]))
  if (entryIds && behind) await moveWithUndo(house, new Set(entryIds), behind[0] ?? null)
}

interface EntryMenuProps {
  readonly entry: Entry
  readonly place: number
  readonly isLast: boolean
  readonly remove: () => void
}

function EntryMenu({ entry, place, isLast, remove }: EntryMenuProps) {
  const house = useHouse()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const move = (after: EntryId | null | undefined) => {
    if (after !== undefined) void moveWithUndo(house, new Set([entry.entryId]), after)
  }
  const moveBy = async (step: -1 | 1) => {
    if (!(await knowPlaces(house, place - 2, place + 2))) return
    const { queue } = house.following.state.get()
    const order = queue ? rowsOf(queue) : []
    move(neighbour(order, entry.entryId, step))
  }
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={words.queue.menuOf(entry.title)}>
        <Ellipsis aria-hidden />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={words.queue.menuOf(entry.title)}>
          <MenuItem
            className="menu-item"
            onAction={() => void ask({ type: 'session.jump', entryId: entry.entryId })}
          >
            {words.queue.playNow}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={place === 0} onAction={() => void moveBy(-1)}>
            {words.queue.moveUp}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={isLast} onAction={() => void moveBy(1)}>
            {words.queue.moveDown}
          </MenuItem>
          <MenuItem
            className="menu-item"
            isDisabled={currentId === null || currentId === entry.entryId}
            onAction={() => move(currentId)}
          >
            {words.queue.moveNext}
          </MenuItem>
          <MenuItem
            className="menu-item"
            onAction={() => adding.set({ title: entry.title, source: { trackIds: [entry.trackId] } })}
          >
            {words.playlists.addTo}
          </MenuItem>
          <MenuItem className="menu-item" onAction={remove}>
            {words.queue.removeItem}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
