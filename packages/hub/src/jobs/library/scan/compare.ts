// Reads two lists in the same order at once: what lies in the folder, and what the library knows of it.
import type { HouseholdId } from '@baton/protocol'
import type { KnownFile, LibraryStore } from '#engine'
import type { Walked, WalkedFile, WalkedList, WalkedProblem } from '../walk/walk.ts'

const KNOWN_PER_PAGE = 1_000

/** What the library knows of: everything but lists. */
export type Known = WalkedFile | WalkedProblem

export type Compared =
  | { readonly kind: 'here'; readonly walked: Known; readonly known: KnownFile | null }
  | { readonly kind: 'gone'; readonly known: KnownFile }

export async function* compare(
  walked: AsyncIterable<readonly Known[]>,
  known: AsyncIterator<KnownFile, undefined>,
): AsyncGenerator<Compared> {
  let next = await known.next()
  for await (const files of walked) {
    for (const file of files) {
      let match: KnownFile | null = null
      while (!next.done) {
        const order = byBytes(next.value.path, file.path)
        if (order > 0) break
        if (order === 0) match = next.value
        else yield { kind: 'gone', known: next.value }
        next = await known.next()
      }
      yield { kind: 'here', walked: file, known: match }
    }
  }
  while (!next.done) {
    yield { kind: 'gone', known: next.value }
    next = await known.next()
  }
}

/** Tells of the lists among them, and hands on the rest. */
export async function* withoutLists(
  walked: AsyncIterable<readonly Walked[]>,
  onList: (list: WalkedList) => void,
): AsyncGenerator<readonly Known[]> {
  for await (const batch of walked) {
    yield batch.filter((one): one is Known => {
      if (one.kind === 'list') onList(one)
      return one.kind !== 'list'
    })
  }
}

/** The order of the UTF-8 bytes. */
export function byBytes(one: string, other: string): number {
  if (one === other) return 0
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

export async function* knownFiles(
  library: LibraryStore,
  householdId: HouseholdId,
  folderId: string,
  under: string,
  from: string,
): AsyncGenerator<KnownFile, undefined> {
  let after = from === '' ? null : from
  for (;;) {
    const page: readonly KnownFile[] = await library.known(householdId, folderId, {
      after,
      limit: KNOWN_PER_PAGE,
      under,
    })
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < KNOWN_PER_PAGE) return
    after = last.path
  }
}
