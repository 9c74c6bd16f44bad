// The pictures of artworks, fetched once and kept as long as there is room: a picture never changes.
import { BoundedMap } from '@baton/protocol/bounded-map'
import type { Post } from '../feed/post.ts'
import type { PictureFile } from '../outside.ts'

export interface PicturesParts {
  /** Rejects with HubAway, or a Refusal where there is no such picture. */
  readonly fetchPicture: (path: string) => Promise<PictureFile>
  /** So many bytes are kept at most. */
  readonly mostBytes: number
}

export interface Pictures {
  /** `onlyKept`: nothing is fetched. Null: it is not kept. */
  get(post: Post, how?: 'only-kept'): Promise<PictureFile | null>
  /** Has it ready for when it is wanted. What goes wrong is found then. */
  prefetch(post: Post): void
  has(post: Post): boolean
}

/** By where it is: another picture at another address is another one. */
export function pictures({ fetchPicture, mostBytes }: PicturesParts): Pictures {
  const kept = new BoundedMap<string, PictureFile>({ most: mostBytes, weighs: ({ bytes }) => bytes.length })
  const onTheirWay = new Map<string, Promise<PictureFile>>()

  function fetched({ picturePath }: Post): Promise<PictureFile> {
    const present = onTheirWay.get(picturePath)
    if (present) return present
    const coming = fetchPicture(picturePath)
      .then((picture) => {
        kept.set(picturePath, picture)
        return picture
      })
      .finally(() => onTheirWay.delete(picturePath))
    onTheirWay.set(picturePath, coming)
    return coming
  }

  return {
    async get(post, how) {
      return kept.use(post.picturePath) ?? (how === 'only-kept' ? null : fetched(post))
    },
    prefetch(post) {
      if (!kept.has(post.picturePath)) fetched(post).catch(() => {})
    },
    has: (post) => kept.has(post.picturePath),
  }
}
