import type { ArtworkCalls } from '@baton/client'
import { BatonFailure } from '@baton/client'
import type { PostId, PostView, Sqid } from '@baton/protocol'

const TITLES = [
  'Harbour',
  'Night bus',
  'Lighthouse',
  'The cat next door',
  'Rain',
  'First snow',
  'A very small robot',
]
const COUNT = 18

/** In the scene `empty` nobody has put in anything. */
export function fakeArtwork(scene: string): ArtworkCalls {
  let posts = scene === 'empty' ? [] : Array.from({ length: COUNT }, (_, nth) => post(nth))
  const here = async (postId: PostId, edit: (post: PostView) => PostView = (same) => same) => {
    posts = posts.map((one) => (one.postId === postId ? edit(one) : one))
    const found = posts.find((one) => one.postId === postId)
    if (!found) throw new BatonFailure('artwork.not-found')
    return found
  }
  return {
    async list({ channel, sort, hashtag }) {
      const found = posts.filter(
        (one) =>
          one.deletedAt === null &&
          (channel !== 'promoted' || one.promoted) &&
          (channel !== 'user' || one.isOwn) &&
          (channel !== 'hashtag' || one.hashtags.includes(hashtag ?? '')),
      )
      return { items: sort === 1 ? found.toReversed() : found, nextCursor: null }
    },
    read: (postId) => here(postId),
    upload: async (_image, words) => {
      const made = {
        ...post(posts.length),
        ...words,
        hashtags: [...words.hashtags],
        isOwn: true,
        reactions: [],
        views: 0,
      }
      posts = [...posts, made]
      return made
    },
    change: (postId, { hashtags, ...words }) =>
      here(postId, (one) => ({ ...one, ...words, ...(hashtags && { hashtags: [...hashtags] }) })),
    delete: (postId) => here(postId, (one) => ({ ...one, deletedAt: Date.now() })),
    restore: (postId) => here(postId, (one) => ({ ...one, deletedAt: null })),
    promote: (postId, promoted) => here(postId, (one) => ({ ...one, promoted })),
    react: (postId, emoji) =>
      here(postId, (one) => ({ ...one, reactions: [...one.reactions, { emoji, count: 1, isMine: true }] })),
    unreact: (postId, emoji) =>
      here(postId, (one) => ({ ...one, reactions: one.reactions.filter((mine) => mine.emoji !== emoji) })),
    imageUrl: (postId) => picture(postId),
  }
}

function post(nth: number): PostView {
  const isOwn = nth % 3 === 0
  return {
    postId: (nth + 1) as PostId,
    title: TITLES[nth % TITLES.length] ?? '',
    description: nth % 4 === 0 ? 'Drawn on the train,\nbetween two stations.' : '',
    width: 16,
    height: nth % 5 === 3 ? 24 : 16,
    frameCount: nth % 4 === 1 ? 6 : 1,
    hashtags: nth % 2 === 0 ? ['night', 'sea'] : ['16x16'],
    author: isOwn
      ? { sqid: 'k3m9x2hq7w' as Sqid, username: 'robin' }
      : { sqid: 'p7d2v8cn4t' as Sqid, username: 'kim' },
    visibility: isOwn && nth % 2 === 1 ? 'private' : nth % 7 === 2 ? 'household' : 'public',
    promoted: nth % 6 === 4,
    createdAt: Date.UTC(2026, 10, 1 + nth),
    deletedAt: null,
    isOwn,
    reactions:
      nth % 3 === 1
        ? [
            { emoji: '❤️', count: 12, isMine: true },
            { emoji: '🔥', count: 3, isMine: false },
          ]
        : [],
    views: (nth * 37) % 211,
  }
}

/** Sixteen by sixteen squares, the same left and right. */
function picture(seed: number): string {
  const squares = Array.from({ length: 16 * 8 }, (_, at) => {
    const [x, y] = [at % 8, Math.floor(at / 8)]
    const value = (seed * 7_919 + x * 104_729 + y * 1_299_709 + x * y * seed) % 11
    if (value < 5) return ''
    const colour = `hsl(${(seed * 47 + value * 12) % 360} 70% ${30 + value * 4}%)`
    return [x, 15 - x]
      .map((left) => `<rect x="${left}" y="${y}" width="1" height="1" fill="${colour}"/>`)
      .join('')
  })
  const height = (seed - 1) % 5 === 3 ? 24 : 16
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="${height}" viewBox="0 0 16 16" shape-rendering="crispEdges">${squares.join('')}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
