import { ARTWORK_RESTORABLE_MS } from '@baton/protocol'
import type { ArtworkParts } from './artwork.ts'

const AT_ONCE = 100
/** Whoever restores at the last moment is through by then. */
const GRACE_MS = 60_000
/** Longer nobody writes at a picture. */
const WRITTEN_WITHIN_MS = 3_600_000

/**
 * Forgets what nobody can restore any more and what belonged to people who were removed, pictures first, so that none is
 * left behind without an artwork. Ends early where the signal says so; whoever comes next goes on.
 */
export async function tidyArtwork(
  { store, pictures, engine, news }: Pick<ArtworkParts, 'store' | 'pictures' | 'engine' | 'news'>,
  signal: AbortSignal,
): Promise<void> {
  const now = engine.now()
  news.tell(await store.forgetRemoved())
  while (!signal.aborted) {
    const gone = await store.forgettable({
      deletedBefore: now - ARTWORK_RESTORABLE_MS - GRACE_MS,
      reservedBefore: now - WRITTEN_WITHIN_MS,
      limit: AT_ONCE,
    })
    for (const { pictureKey } of gone) await pictures.remove(pictureKey)
    await store.forget(gone.map(({ postId }) => postId))
    if (gone.length < AT_ONCE) return
  }
}
