import type { Hub } from '@baton/client'
import type { PostView } from '@baton/protocol'

/** Where its picture is: moving, unless whoever looks wants no movement. */
export function pictureOf(hub: Hub, { postId, frameCount }: PostView): string {
  const isStill = frameCount === 1 || matchMedia('(prefers-reduced-motion: reduce)').matches
  return hub.artwork.imageUrl(postId, isStill ? 'png' : 'webp')
}
