// Lists of any length that scroll with the page: only what is in sight exists, so a hundred thousand rows scroll like ten.
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { columnsOf, type GridShape } from './grid-shape.ts'
import type { Paged } from './paged.ts'

const ROW_HEIGHT = 64
const OVERSCAN_PX = 320
/** The next page is asked for this many items before the end comes into sight. */
const AHEAD = 30

export interface VirtualProps<T> {
  readonly paged: Paged<T>
  readonly keyOf: (item: T) => string
  readonly children: (item: T, index: number) => ReactNode
}

export function VirtualRows<T>({ paged, keyOf, children }: VirtualProps<T>) {
  const list = useRef<HTMLOListElement>(null)
  const { top } = usePlaceOnPage(list)
  const { items, hasMore } = paged
  const rows = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: Math.ceil(OVERSCAN_PX / ROW_HEIGHT),
    scrollMargin: top,
  })
  const seen = rows.getVirtualItems()
  useMoreAhead(paged, seen.at(-1)?.index ?? 0)
  return (
    <ol className="rows virtual" ref={list} style={{ blockSize: `${rows.getTotalSize()}px` }}>
      {seen.map(({ index, start }) => {
        const item = items[index]
        return (
          item && (
            <li
              key={keyOf(item)}
              aria-setsize={hasMore ? -1 : items.length}
              aria-posinset={index + 1}
              style={{ insetBlockStart: `${start - top}px`, insetInline: 0, blockSize: `${ROW_HEIGHT}px` }}
            >
              {children(item, index)}
            </li>
          )
        )
      })}
    </ol>
  )
}

/** Tiles in as many columns as there is room for. */
export function VirtualGrid<T>({
  paged,
  keyOf,
  children,
  shape,
}: VirtualProps<T> & { readonly shape: GridShape }) {
  const list = useRef<HTMLUListElement>(null)
  const { top, width } = usePlaceOnPage(list)
  const { items, hasMore } = paged
  const { columns, tileWidth, rowHeight, gap } = columnsOf(width, shape, rootFontSize())
  const rows = useWindowVirtualizer({
    count: width === 0 ? 0 : Math.ceil(items.length / columns),
    estimateSize: () => rowHeight,
    overscan: Math.ceil(OVERSCAN_PX / rowHeight),
    scrollMargin: top,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height must be measured anew
  useLayoutEffect(() => rows.measure(), [rowHeight])
  const seen = rows.getVirtualItems()
  useMoreAhead(paged, ((seen.at(-1)?.index ?? 0) + 1) * columns)
  return (
    <ul className="virtual" ref={list} style={{ blockSize: `${Math.max(0, rows.getTotalSize() - gap)}px` }}>
      {seen.flatMap(({ index: row, start }) =>
        items.slice(row * columns, (row + 1) * columns).map((item, column) => (
          <li
            key={keyOf(item)}
            aria-setsize={hasMore ? -1 : items.length}
            aria-posinset={row * columns + column + 1}
            style={{
              insetBlockStart: `${start - top}px`,
              insetInlineStart: `${column * (tileWidth + gap)}px`,
              inlineSize: `${tileWidth}px`,
              blockSize: `${rowHeight - gap}px`,
            }}
          >
            {children(item, row * columns + column)}
          </li>
        )),
      )}
    </ul>
  )
}

/** Where the list begins on the page and how wide it is; both change with what stands above it and with the window. */
function usePlaceOnPage(list: RefObject<HTMLElement | null>): {
  readonly top: number
  readonly width: number
} {
  const [place, setPlace] = useState({ top: 0, width: 0 })
  useLayoutEffect(() => {
    const measure = () => {
      const box = list.current?.getBoundingClientRect()
      if (!box) return
      const next = { top: Math.round(box.top + window.scrollY), width: Math.floor(box.width) }
      setPlace((known) => (known.top === next.top && known.width === next.width ? known : next))
    }
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(document.body)
    if (list.current) watch.observe(list.current)
    return () => watch.disconnect()
  }, [list])
  return place
}

function useMoreAhead({ more, hasMore, items }: Paged<unknown>, last: number): void {
  useEffect(() => {
    if (hasMore && last >= items.length - AHEAD) more()
  }, [last, hasMore, items.length, more])
}

function rootFontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}
