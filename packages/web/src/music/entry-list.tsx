import type { EntryId } from '@baton/protocol'
import { AudioLines, Check, GripVertical, X } from 'lucide-react'
import { type ReactElement, type ReactNode, useMemo, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import { Checkbox } from 'react-aria-components/Checkbox'
import { GridList, GridListItem, type Selection } from 'react-aria-components/GridList'
import { useDragAndDrop } from 'react-aria-components/useDragAndDrop'
import { Virtualizer } from 'react-aria-components/Virtualizer'
import { strings } from '../strings/strings.ts'
import { clockText } from '../strings/time-text.ts'
import { Cover } from './cover.tsx'
import { before } from './neighbours.ts'
import { WindowListLayout } from './window-list-layout.ts'

const ROW_HEIGHT = 64

/** What is listed: a track at its place. */
export interface Listed {
  readonly entryId: EntryId
  readonly title: string
  readonly artist: string | null
  readonly album: string | null
  readonly coverId: string | null
  readonly durationMs: number | null
}

export interface EntryListProps<T extends Listed> {
  readonly label: string
  readonly entries: readonly T[]
  /** What else the rows show: they are drawn anew when it changes. */
  readonly shows: readonly unknown[]
  /** Null: a press plays; otherwise it chooses. */
  readonly chosen: Selection | null
  readonly onChoose: (chosen: Selection) => void
  readonly onPlay: (entryId: EntryId) => void
  /** Moves these behind that one, or to the front; null: they stay where they are. */
  readonly onMove: ((entryIds: ReadonlySet<EntryId>, after: EntryId | null) => void) | null
  /** An `EntryRow`. */
  readonly row: (entry: T) => ReactElement
}

/** Tracks in an order that is moved by mouse, finger or keyboard; only the rows in sight exist. */
export function EntryList<T extends Listed>(props: EntryListProps<T>) {
  const { label, entries, shows, chosen, onChoose, onPlay, row } = props
  // A drag may take longer than the list stays as it was.
  const latest = useRef(props)
  latest.current = props
  const titles = useMemo(() => new Map(entries.map((entry) => [entry.entryId, entry.title])), [entries])
  const { dragAndDropHooks } = useDragAndDrop<T>({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': titles.get(key as EntryId) ?? '' })),
    onReorder: ({ keys, target }) => {
      const { entries: now, onMove } = latest.current
      const at = target.key as EntryId
      onMove?.(new Set([...keys] as EntryId[]), target.dropPosition === 'after' ? at : before(now, at))
    },
  })
  return (
    <Virtualizer layout={WindowListLayout} layoutOptions={{ rowSize: ROW_HEIGHT }}>
      <GridList
        className="entries"
        aria-label={label}
        items={entries as T[]}
        dependencies={[...shows, chosen !== null, entries]}
        {...(props.onMove && { dragAndDropHooks })}
        selectionMode={chosen ? 'multiple' : 'none'}
        selectedKeys={chosen ?? []}
        onSelectionChange={onChoose}
        {...(chosen ? {} : { onAction: (key) => onPlay(key as EntryId) })}
      >
        {row}
      </GridList>
    </Virtualizer>
  )
}

export interface EntryRowProps {
  /** By this the list tells its rows apart. */
  readonly id: EntryId
  readonly entry: Listed
  /** Instead of the artist: why it does not play. */
  readonly trouble: string | null
  readonly isCurrent: boolean
  /** Missing, failed or the like, for the style sheet. */
  readonly marks?: { readonly 'data-missing'?: true | undefined; readonly 'data-status'?: string }
  /** Null: neither moved nor removed. */
  readonly removal: { readonly label: string; readonly run: () => void } | null
  /** Null while rows are chosen. */
  readonly menu: ReactNode | null
}

export function EntryRow({ id, entry, trouble, isCurrent, marks, removal, menu }: EntryRowProps) {
  const artist = entry.artist ?? strings.library.unknownArtist
  return (
    <GridListItem
      id={id}
      className="entry"
      textValue={`${entry.title}, ${artist}`}
      data-current={isCurrent || undefined}
      {...marks}
    >
      {removal && <EntryGrip title={entry.title} />}
      {menu === null && (
        <Checkbox slot="selection" className="entry-check">
          <span>
            <Check aria-hidden />
          </span>
        </Checkbox>
      )}
      <Cover coverId={entry.coverId} of={entry.album ?? entry.title} size={96} className="row-cover" />
      <span className="row-text">
        <span className="row-title">
          {isCurrent && <AudioLines aria-label={strings.queue.current} className="entry-current" />}
          {entry.title}
        </span>
        <span className="row-sub">{trouble ?? artist}</span>
      </span>
      <span className="row-time">{clockText(entry.durationMs)}</span>
      {menu !== null && (
        <>
          {menu}
          {removal && (
            <Button className="icon-button entry-remove" aria-label={removal.label} onPress={removal.run}>
              <X aria-hidden />
            </Button>
          )}
        </>
      )}
    </GridListItem>
  )
}

/** What a row is dragged by; with the keyboard there is no other way. */
export function EntryGrip({ title }: { readonly title: string }) {
  return (
    <Button slot="drag" className="icon-button entry-grip" aria-label={strings.queue.drag(title)}>
      <GripVertical aria-hidden />
    </Button>
  )
}
