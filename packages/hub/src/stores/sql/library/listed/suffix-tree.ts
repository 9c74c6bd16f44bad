// Finds the files whose paths end as a wanted one does. Wanted paths stand in a tree that begins with the file name, so
// that each file of the library is looked at once, however many are wanted.

/** More files than these that end alike tell nothing. */
const MAX_ALIKE = 8

interface Node<File> {
  readonly folders: Map<string, Node<File>>
  /** Files whose paths end like this, one more than `MAX_ALIKE` at most. */
  readonly files: File[]
}

export interface EndsAlike<File> {
  /** So many names at the end are the same. */
  readonly names: number
  /** All that end so; empty where there are too many to tell. */
  readonly files: readonly File[]
}

export function suffixTree<File>() {
  const root = node<File>()
  return {
    want(path: readonly string[]): void {
      let at = root
      for (const name of path.toReversed()) {
        const key = nameKey(name)
        let next = at.folders.get(key)
        if (!next) {
          next = node()
          at.folders.set(key, next)
        }
        at = next
      }
    },
    /** One that is there. */
    add(path: readonly string[], file: File): void {
      let at: Node<File> | undefined = root
      for (let nth = path.length - 1; nth >= 0; nth -= 1) {
        at = at.folders.get(nameKey(path[nth] as string))
        if (!at) return
        if (at.files.length <= MAX_ALIKE) at.files.push(file)
      }
    },
    /** Those whose paths have the longest end in common with this one, which was wanted; null where none has any. */
    nearest(path: readonly string[]): EndsAlike<File> | null {
      let at = root
      let names = 0
      for (const name of path.toReversed()) {
        const next = at.folders.get(nameKey(name))
        if (!next || next.files.length === 0) break
        at = next
        names += 1
      }
      if (names === 0) return null
      return { names, files: at.files.length > MAX_ALIKE ? [] : at.files }
    },
  }
}

function node<File>(): Node<File> {
  return { folders: new Map(), files: [] }
}

/** Systems disagree on letters with accents, and on capitals. */
function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
