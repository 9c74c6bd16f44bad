import type { Entry, EntryId } from '@baton/protocol'
import { AudioLines, Check, Ellipsis, GripVertical, X } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { GridList, GridListItem, type Selection } from 'react-aria-components/GridList'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { adding } from '../house/panels.ts'
import { moveWithUndo, removeWithUndo } from '../house/queue-edits.ts'
import { before, neighbour } from '../house/queue-order.ts'
import { useAsk } from '../house/use-ask.ts'
import { useFollowed, useHouse } from '../house/use-house.ts'
import { clockText } from '../words/time-words.ts'
import { words } from '../words/words.ts'
import { Cover } from './cover.tsx'

const ROW_HEIGHT = 64

export interface QueueEntriesProps {
  readonly order: readonly Entry[]
  /** Null: entries are played by a press; otherwise a press chooses them. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
}

/** The queue in the order that plays. Entries are moved by mouse, finger or keyboard; only those in sight exist. */
export function QueueEntries({ order, chosen, onChoose }: QueueEntriesProps) {
  const house = useHouse()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const titles = useMemo(() => new Map(order.map((entry) => [entry.entryId, entry.title])), [order])
  const { dragAndDropHooks } = useDragAndDrop<Entry>({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': titles.get(key as EntryId) ?? '' })),
    onReorder: ({ keys, target }) => {
      const at = target.key as EntryId
      const after = target.dropPosition === 'after' ? at : before(order, at)
      void moveWithUndo(house, order, new Set([...keys] as EntryId[]), after)
    },
  })
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: ROW_HEIGHT }}>
      <GridList
        className="entries"
        aria-label={words.queue.label}
        items={order as Entry[]}
        dependencies={[currentId, chosen !== null, order]}
        dragAndDropHooks={dragAndDropHooks}
        selectionMode={chosen ? 'multiple' : 'none'}
        selectedKeys={chosen ?? []}
        onSelectionChange={onChoose}
        {...(chosen
          ? {}
          : { onAction: (key) => void ask({ type: 'session.jump', entryId: key as EntryId }) })}
      >
        {(entry) => (
          <EntryRow
            id={entry.entryId}
            entry={entry}
            order={order}
            isCurrent={entry.entryId === currentId}
            mayBeChosen={chosen !== null}
          />
        )}
      </GridList>
    </Virtualizer>
  )
}

interface EntryProps {
  readonly entry: Entry
  readonly order: readonly Entry[]
}

interface EntryRowProps extends EntryProps {
  /** By this the list tells its rows apart. */
  readonly id: EntryId
  readonly isCurrent: boolean
  readonly mayBeChosen: boolean
}

function EntryRow(props: EntryRowProps) {
  const { entry, order, isCurrent, mayBeChosen } = props
  const house = useHouse()
  const remove = () => void removeWithUndo(house, order, new Set([entry.entryId]))
  return (
    <GridListItem
      id={props.id}
      className="entry"
      textValue={`${entry.title}, ${entry.artist ?? words.library.unknownArtist}`}
      data-current={isCurrent || undefined}
      data-status={entry.status}
    >
      <Button slot="drag" className="icon-button entry-grip" aria-label={words.queue.drag(entry.title)}>
        <GripVertical aria-hidden />
      </Button>
      {mayBeChosen && (
        <Checkbox slot="selection" className="entry-check">
          <span>
            <Check aria-hidden />
          </span>
        </Checkbox>
      )}
      <Cover coverId={entry.coverId} of={entry.album ?? entry.title} size={96} className="row-cover" />
      <span className="row-text">
        <span className="row-title">
          {isCurrent && <AudioLines aria-label={words.queue.current} className="entry-current" />}
          {entry.title}
        </span>
        <span className="row-sub">
          {entry.status === 'failed' ? words.queue.failed : (entry.artist ?? words.library.unknownArtist)}
        </span>
      </span>
      <span className="row-time">{clockText(entry.durationMs)}</span>
      {!mayBeChosen && (
        <>
          <EntryMenu entry={entry} order={order} remove={remove} />
          <Button
            className="icon-button entry-remove"
            aria-label={words.queue.remove(entry.title)}
            onPress={remove}
          >
            <X aria-hidden />
          </Button>
        </>
      )}
    </GridListItem>
  )
}

function EntryMenu({ entry, order, remove }: EntryProps & { readonly remove: () => void }) {
  const house = useHouse()
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const move = (after: EntryId | null | undefined) => {
    if (after !== undefined) void moveWithUndo(house, order, new Set([entry.entryId]), after)
  }
  const place = (step: -1 | 1) => neighbour(order, entry.entryId, step)
  const [first, last] = [order[0]?.entryId === entry.entryId, order.at(-1)?.entryId === entry.entryId]
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
          <MenuItem className="menu-item" isDisabled={first} onAction={() => move(place(-1))}>
            {words.queue.moveUp}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={last} onAction={() => move(place(1))}>
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
