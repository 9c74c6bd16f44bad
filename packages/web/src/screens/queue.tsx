import type { Entry, EntryId, TrackId } from '@baton/protocol'
import { AudioLines, Ellipsis, GripVertical, ListMusic, Trash2, X } from 'lucide-react'
import { useMemo } from 'react'
import { Button } from 'react-aria-components/Button'
import { GridList, GridListItem } from 'react-aria-components/GridList'
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu'
import { Popover } from 'react-aria-components/Popover'
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop'
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer'
import { before, neighbour, playingOrder } from '../house/queue-order.ts'
import { useAsk } from '../house/use-ask.ts'
import { useFollowed } from '../house/use-house.ts'
import { Cover } from '../parts/cover.tsx'
import { notify } from '../parts/notices.ts'
import { Page } from '../parts/page.tsx'
import { Empty, Waiting } from '../parts/states.tsx'
import { clockText } from '../words/time-words.ts'
import { words } from '../words/words.ts'

const ROW_HEIGHT = 64
const MAX_AT_ONCE = 1_000

export function QueueScreen() {
  const queue = useFollowed((state) => state.queue)
  const order = useMemo(() => (queue ? playingOrder(queue) : null), [queue])
  if (!order) {
    return (
      <Page title={words.queue.title}>
        <Waiting shape="list" />
      </Page>
    )
  }
  return (
    <Page
      title={words.queue.title}
      className="queue"
      tools={order.length > 0 && <ClearButton order={order} />}
    >
      {order.length === 0 ? (
        <Empty title={words.queue.empty} text={words.queue.emptyText} icon={ListMusic}>
          <a className="button button-accent" href="#/">
            {words.player.toLibrary}
          </a>
        </Empty>
      ) : (
        <>
          {queue?.order && <p className="quiet page-sub">{words.queue.shuffled}</p>}
          <Entries order={order} />
        </>
      )}
    </Page>
  )
}

function Entries({ order }: { readonly order: readonly Entry[] }) {
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const { dragAndDropHooks } = useDragAndDrop<Entry>({
    getItems: (keys) =>
      [...keys].map((key) => ({
        'text/plain': order.find((entry) => entry.entryId === key)?.title ?? '',
      })),
    onReorder: ({ keys, target }) => {
      const [moved] = keys
      if (moved === undefined) return
      const targetId = target.key as EntryId
      const after = target.dropPosition === 'after' ? targetId : before(order, targetId)
      if (after !== moved) void ask({ type: 'queue.move', entryId: moved as EntryId, after })
    },
  })
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ rowSize: ROW_HEIGHT }}>
      <GridList
        className="entries"
        aria-label={words.queue.label}
        items={order as Entry[]}
        dependencies={[currentId]}
        dragAndDropHooks={dragAndDropHooks}
        onAction={(key) => void ask({ type: 'session.jump', entryId: key as EntryId })}
      >
        {(entry) => <EntryRow entry={entry} order={order} isCurrent={entry.entryId === currentId} />}
      </GridList>
    </Virtualizer>
  )
}

function EntryRow(props: {
  readonly entry: Entry
  readonly order: readonly Entry[]
  readonly isCurrent: boolean
}) {
  const { entry, order, isCurrent } = props
  const ask = useAsk()
  const remove = async () => {
    const after = before(order, entry.entryId)
    if (!(await ask({ type: 'queue.remove', entryIds: [entry.entryId] }))) return
    notify(words.queue.removed(entry.title), {
      label: words.toast.undo,
      run: () => void ask({ type: 'queue.enqueue', source: { trackIds: [entry.trackId] }, at: { after } }),
    })
  }
  return (
    <GridListItem
      id={entry.entryId}
      className="entry"
      textValue={`${entry.title}, ${entry.artist ?? words.library.unknownArtist}`}
      data-current={isCurrent || undefined}
      data-status={entry.status}
    >
      <Button slot="drag" className="icon-button entry-grip" aria-label={words.queue.drag(entry.title)}>
        <GripVertical aria-hidden />
      </Button>
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
      <EntryMenu entry={entry} order={order} remove={() => void remove()} />
      <Button
        className="icon-button entry-remove"
        aria-label={words.queue.remove(entry.title)}
        onPress={() => void remove()}
      >
        <X aria-hidden />
      </Button>
    </GridListItem>
  )
}

function EntryMenu(props: {
  readonly entry: Entry
  readonly order: readonly Entry[]
  readonly remove: () => void
}) {
  const { entry, order } = props
  const ask = useAsk()
  const currentId = useFollowed((state) => state.session?.current?.entryId ?? null)
  const move = (after: EntryId | null | undefined) => {
    if (after !== undefined) void ask({ type: 'queue.move', entryId: entry.entryId, after })
  }
  const up = neighbour(order, entry.entryId, -1)
  const down = neighbour(order, entry.entryId, 1)
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
          <MenuItem className="menu-item" isDisabled={up === undefined} onAction={() => move(up)}>
            {words.queue.moveUp}
          </MenuItem>
          <MenuItem className="menu-item" isDisabled={down === undefined} onAction={() => move(down)}>
            {words.queue.moveDown}
          </MenuItem>
          <MenuItem
            className="menu-item"
            isDisabled={currentId === null || currentId === entry.entryId}
            onAction={() => move(currentId)}
          >
            {words.queue.moveNext}
          </MenuItem>
          <MenuItem className="menu-item" onAction={props.remove}>
            {words.queue.removeItem}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

/** Clears at once; the notice brings the tracks back, in the order in which they stood. */
function ClearButton({ order }: { readonly order: readonly Entry[] }) {
  const ask = useAsk()
  const bringBack = async (trackIds: readonly TrackId[]) => {
    for (let from = 0; from < trackIds.length; from += MAX_AT_ONCE) {
      const part = trackIds.slice(from, from + MAX_AT_ONCE)
      if (!(await ask({ type: 'queue.enqueue', source: { trackIds: part }, at: 'end' }))) return
    }
  }
  const clear = async () => {
    const trackIds = order.map((entry) => entry.trackId)
    if (!(await ask({ type: 'queue.clear' }))) return
    notify(words.queue.cleared, { label: words.toast.undo, run: () => void bringBack(trackIds) })
  }
  return (
    <Button className="button" onPress={() => void clear()}>
      <Trash2 aria-hidden /> {words.queue.clear}
    </Button>
  )
}
