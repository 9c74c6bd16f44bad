import { setTimeout as sleep } from 'node:timers/promises'
import type { UserId } from '@baton/protocol'
import { fillLibrary, trackAt } from '../../packages/testing/src/music/many-tracks.ts'
import { pageAsked, typed } from '../load/library-questions.ts'
import { makeFolder } from '../machine/folder.ts'
import { quantile } from '../machine/statistics.ts'
import { openLibrary } from '../servers/opened-library.ts'
import type { Extent, Figure, Row } from './figure.ts'

const SIZES = [1_000, 10_000, 100_000]
const SIZES_SHORT = [300]
const QUESTIONS = 200
const QUESTIONS_SHORT = 20
const BATCH = 32
const EVERY_MS = 20
const VIEWER = '00000000-0000-4000-8000-00000000000a' as UserId

type Opened = Awaited<ReturnType<typeof openLibrary>>

export const librarySearch: Figure = {
  name: 'library-search',
  title: 'Searching and paging',
  how: 'One search after the other as somebody types them (one to nine letters of a title, whole words, words with a slip), and pages of 50 of albums and tracks in several orders; at the largest size once more while a scan writes 32 tracks fifty times a second. The first letters of a word limit searching, since they fit a large part of all rows, each of which is ranked; with a slip in it, every word that shares letters is compared. What limits pages is putting them into rows of JavaScript.',
  async measure({ starts }: Extent) {
    await using folder = await makeFolder()
    const isFull = starts > 1
    const rows: Row[] = []
    for (const size of isFull ? SIZES : SIZES_SHORT) {
      await using opened = await openLibrary(folder.path)
      await fillLibrary(opened.library, opened.householdId, { tracks: size })
      await opened.library.prepare(opened.householdId)
      const count = isFull ? QUESTIONS : QUESTIONS_SHORT
      rows.push(...(await measured(`${size.toLocaleString('en')} tracks`, opened, size, count)))
      if (size !== SIZES.at(-1)) continue
      await using _writing = writer(opened)
      rows.push(
        ...(await measured(`${size.toLocaleString('en')} tracks, while it is scanned`, opened, size, count)),
      )
    }
    return rows
  },
}

async function measured(what: string, opened: Opened, size: number, count: number): Promise<readonly Row[]> {
  const searches = await times(count, (index) => search(opened, index, size))
  const pages = await times(count, (index) => page(opened, index))
  const row = (name: string, values: readonly number[], part: number): Row => ({
    what: `${name} of ${what}, p${part * 100}`,
    unit: 'ms',
    baton: [{ value: quantile(values, part) }],
    reference: [],
    referenceName: 'none',
  })
  return [
    row('search', searches, 0.5),
    row('search', searches, 0.95),
    row('page', pages, 0.5),
    row('page', pages, 0.95),
  ]
}

async function times(count: number, ask: (index: number) => Promise<unknown>): Promise<readonly number[]> {
  const values: number[] = []
  for (let index = 0; index < count; index += 1) {
    const begun = performance.now()
    await ask(index)
    values.push(performance.now() - begun)
  }
  return values
}

function search({ library, householdId }: Opened, index: number, size: number): Promise<unknown> {
  return library.search(householdId, VIEWER, typed(index, size))
}

function page({ library, householdId }: Opened, index: number): Promise<unknown> {
  const { of, query } = pageAsked(index)
  return of === 'albums' ? library.listAlbums(householdId, query) : library.listTracks(householdId, query)
}

/** Writes as a scan does, until it is disposed of. */
function writer({ library, householdId }: Opened): AsyncDisposable {
  let isOver = false
  const writing = (async () => {
    const { folderId } = await library.addFolder(householdId, '/more')
    for (let index = 0; !isOver; index += BATCH) {
      const begun = performance.now()
      const tracks = Array.from({ length: BATCH }, (_, next) => trackAt(index + next, 5))
      await library.ingest(householdId, folderId, { tracks, problems: [] })
      await sleep(Math.max(0, EVERY_MS - (performance.now() - begun)))
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      isOver = true
      await writing
    },
  }
}
