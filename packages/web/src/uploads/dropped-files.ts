/** A file, and the name of the folder that it was dropped or chosen with. */
export interface ChosenFile {
  readonly file: File
  readonly folder: string | undefined
}

const MUSIC = /\.(mp3|flac|wav|m4a|m4b|ogg|oga|opus)$/i
/** More files than this are dropped by mistake. */
const MOST_FILES = 5_000

export function isMusic({ name }: { readonly name: string }): boolean {
  return MUSIC.test(name) && !name.startsWith('._')
}

/** The files of a drop, those in folders among them. To be called while the drop is being dealt with. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly ChosenFile[]> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files].map((file) => ({ file, folder: undefined }))
  const found: ChosenFile[] = []
  for (const entry of entries) await collect(entry, undefined, found)
  return found
}

export function chosenFiles(list: FileList | null): readonly ChosenFile[] {
  return [...(list ?? [])].map((file) => ({
    file,
    folder: file.webkitRelativePath.split('/').at(-2),
  }))
}

async function collect(
  entry: FileSystemEntry,
  folder: string | undefined,
  found: ChosenFile[],
): Promise<void> {
  if (found.length >= MOST_FILES) return
  if (entry.isFile) {
    const file = await new Promise<File | null>((resolve) =>
      (entry as FileSystemFileEntry).file(resolve, () => resolve(null)),
    )
    if (file) found.push({ file, folder })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  // A reader gives some of them at a time, until it gives none.
  for (;;) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    )
    if (some.length === 0) return
    for (const inner of some) await collect(inner, entry.name, found)
  }
}
