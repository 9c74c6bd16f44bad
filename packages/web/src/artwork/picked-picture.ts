import { MAX_ARTWORK_BYTES } from '@baton/protocol'

const TYPES = ['image/png', 'image/gif', 'image/webp']
/** What the browser's own list of files offers. */
export const PICKED = '.png,.gif,.webp,image/png,image/gif,image/webp'

/** A picture that is to be put in, as it lies here. Its address is given back when it is not shown any more. */
export interface PickedPicture {
  readonly file: Blob
  readonly url: string
  readonly width: number
  readonly height: number
  /** What the file is called, without its ending; empty where it has no name that says anything. */
  readonly name: string
}

export type Picked = PickedPicture | 'not-a-picture' | 'too-large'

/** The first picture among files that were chosen, dropped or pasted; null: there is no file at all. */
export function pictureAmong(files: FileList | readonly File[] | null | undefined): File | null {
  const all = [...(files ?? [])]
  return all.find(({ type }) => TYPES.includes(type)) ?? all[0] ?? null
}

/** Looks at it as the hub will, as far as a browser can. */
export async function pick(file: File): Promise<Picked> {
  if (file.size > MAX_ARTWORK_BYTES) return 'too-large'
  const url = URL.createObjectURL(file)
  const image = new Image()
  image.src = url
  try {
    await image.decode()
  } catch {
    URL.revokeObjectURL(url)
    return 'not-a-picture'
  }
  const { naturalWidth: width, naturalHeight: height } = image
  return { file, url, width, height, name: nameOf(file) }
}

/** Pasted pictures are all called the same. */
function nameOf({ name }: File): string {
  const bare = name.replace(/\.[a-z0-9]{2,5}$/i, '')
  return bare === 'image' ? '' : bare
}

/** Words as people type them, with or without marks and commas. */
export function hashtagsIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,#]+/).filter((tag) => tag !== ''))]
}
