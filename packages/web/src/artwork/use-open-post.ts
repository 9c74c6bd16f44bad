import type { PostView } from '@baton/protocol'
import { useState } from 'react'
import type { Feed, FeedEdits } from './use-feed.ts'

/** The artwork that somebody looks at. It follows its feed, and stays as it is where it leaves that. */
export interface OpenPost {
  readonly post: PostView | null
  readonly open: (post: PostView | null) => void
  /** Those of the feed. What is changed by them is seen here, too. */
  readonly edits: FeedEdits | null
}

export function useOpenPost(feed: Feed): OpenPost {
  const [post, open] = useState<PostView | null>(null)
  if (feed.phase !== 'ready') return { post, open, edits: null }
  const present = post && feed.paged.items.find(({ postId }) => postId === post.postId)
  if (present && present !== post) open(present)
  const put = (changed: PostView) => {
    feed.put(changed)
    open((before) => (before?.postId === changed.postId ? changed : before))
  }
  return { post: present ?? post, open, edits: { ...feed, put } }
}
