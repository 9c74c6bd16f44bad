/** One picture of a channel, as far as a display has to know it. */
export interface Post {
  /** Null: it is no artwork. */
  readonly postId: number | null
  /** `artwork`; anything else is shown and never reported. */
  readonly kind: string
  /** Empty where there is none. */
  readonly title: string
  /** Whose it is: an author, or who is heard. Empty where nobody is named. */
  readonly author: string
  /** Where its picture is, below the hub's address. */
  readonly picturePath: string
}

const MAX_TEXT = 300
const API = '/api/'
/** What is no pixel art, such as a cover, is asked for so large. */
const LARGE_SIDE = 1_024

/** What the hub told; null: it is nothing that this display can show. */
export function postIn(told: unknown): Post | null {
  if (typeof told !== 'object' || told === null) return null
  const {
    post_id,
    kind = 'artwork',
    title,
    author,
    artist,
    art_url,
    width,
    height,
  } = told as Readonly<Record<string, unknown>>
  const isArtwork = kind === 'artwork'
  const path = pathIn(art_url)
  if (path === null || typeof kind !== 'string' || (isArtwork && !isNumber(post_id))) return null
  const side = Math.max(isNumber(width) ? width : LARGE_SIDE, isNumber(height) ? height : LARGE_SIDE)
  const scale = isArtwork ? 1 : Math.floor(LARGE_SIDE / side)
  const username = (author as { readonly username?: unknown } | null | undefined)?.username
  return {
    postId: isArtwork ? (post_id as number) : null,
    kind: textIn(kind),
    title: textIn(title),
    author: textIn(username ?? artist),
    picturePath: scale > 1 ? `${path}${path.includes('?') ? '&' : '?'}scale=${scale}` : path,
  }
}

/** The same to look at. */
export function isSamePost(one: Post, other: Post): boolean {
  const words = ({ postId, kind, title, author, picturePath }: Post) =>
    JSON.stringify([postId, kind, title, author, picturePath])
  return words(one) === words(other)
}

/**
 * The part of an address from `/api/` on: the hub may be reached by another name than the one that it tells, and the
 * token of this display goes nowhere else.
 */
function pathIn(address: unknown): string | null {
  if (typeof address !== 'string') return null
  try {
    const { pathname, search } = new URL(address)
    const at = pathname.indexOf(API)
    return at < 0 ? null : `${pathname.slice(at)}${search}`
  } catch {
    return null
  }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : ''
}
