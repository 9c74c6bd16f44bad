// What people do to artwork, and the way back.
import type { ArtworkWords } from '@baton/client'
import type { PostView } from '@baton/protocol'
import { showFailure } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import type { FeedEdits } from './use-feed.ts'

/** Does it; a refusal is shown, and the answer is null then. */
async function done(work: () => Promise<PostView>): Promise<PostView | null> {
  try {
    return await work()
  } catch (error) {
    showFailure(error, () => void done(work))
    return null
  }
}

export async function change(
  { hub }: ConnectedHub,
  { postId }: PostView,
  words: Partial<ArtworkWords>,
  { put }: FeedEdits,
): Promise<boolean> {
  const post = await done(() => hub.artwork.change(postId, words))
  if (post) put(post)
  return post !== null
}

export async function react(
  { hub }: ConnectedHub,
  { postId, reactions }: PostView,
  emoji: string,
  { put }: FeedEdits,
): Promise<void> {
  const isMine = reactions.some((one) => one.emoji === emoji && one.isMine)
  const post = await done(() =>
    isMine ? hub.artwork.unreact(postId, emoji) : hub.artwork.react(postId, emoji),
  )
  if (post) put(post)
}

export async function promote({ hub }: ConnectedHub, post: PostView, { put }: FeedEdits): Promise<void> {
  const changed = await done(() => hub.artwork.promote(post.postId, !post.promoted))
  if (changed) put(changed)
}

/** Undo brings it back with everything that was said of it. */
export async function deleteWithUndo(
  { hub }: ConnectedHub,
  { postId, title }: PostView,
  { leaveOut, again }: FeedEdits,
): Promise<boolean> {
  if (!(await done(() => hub.artwork.delete(postId)))) return false
  leaveOut(postId)
  const bringBack = async () => {
    if (await done(() => hub.artwork.restore(postId))) again()
  }
  notify(strings.artwork.deleted(title), { label: strings.toast.undo, run: () => void bringBack() })
  return true
}
