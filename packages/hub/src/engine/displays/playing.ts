// What plays, as displays show it: one picture with words beside it. Rules in docs/protocol/displays.md.
import type { ImageQuery, SessionView } from '@baton/protocol'
import type { Engine } from '../api/engine.ts'
import type { DisplayOwner } from '../ports/displays.ts'
import type { PlayingPictures } from '../ports/playing-pictures.ts'
import { asOwner } from './as-owner.ts'

/** The picture is so many pixels wide and high, times the scale that is asked for. */
export const PLAYING_SIDE = 32
/** Where nothing plays. */
export const IDLE_PICTURE = 'idle'
/** Of a track that has no cover. */
export const PLAIN_PICTURE = 'plain'

/** What a display is told of what plays, but for where its picture is. The same again is nothing new. */
export interface Playing {
  readonly kind: 'playing' | 'idle'
  readonly title: string | null
  readonly artist: string | null
  readonly album: string | null
  readonly picture: string
}

const IDLE: Playing = { kind: 'idle', title: null, artist: null, album: null, picture: IDLE_PICTURE }

/** Music that is paused does not play. */
export function playingIn(session: Pick<SessionView, 'playState' | 'current'> | null): Playing {
  if (session?.playState !== 'playing' || session.current === null) return IDLE
  const { title, artist, album, coverId } = session.current
  return { kind: 'playing', title, artist, album, picture: coverId ?? PLAIN_PICTURE }
}

/** What the session of a display's owner plays. */
export interface PlayingForDisplays {
  /** In the shape of an artwork, but without a number: it is none, and nothing of it is counted. */
  post(owner: DisplayOwner): Promise<object>
  /** Null: this is not the picture of what the session has now. */
  image(
    owner: DisplayOwner,
    name: string,
    asked: ImageQuery,
  ): Promise<{ readonly bytes: Uint8Array; readonly mime: string } | null>
}

/** `baseUrl`: where the hub is, without a slash at its end. */
export function playingForDisplays(
  { engine, pictures }: { readonly engine: Pick<Engine, 'session'>; readonly pictures: PlayingPictures },
  baseUrl: () => string,
): PlayingForDisplays {
  const sessionOf = async (owner: DisplayOwner) =>
    (await engine.session(asOwner(owner), owner.sessionId))?.session ?? null
  return {
    async post(owner) {
      const { kind, title, artist, album, picture } = playingIn(await sessionOf(owner))
      return {
        kind,
        postId: null,
        title,
        artist,
        album,
        author: null,
        width: PLAYING_SIDE,
        height: PLAYING_SIDE,
        frameCount: 1,
        hashtags: [],
        artUrl: `${baseUrl()}/api/player/playing/${picture}/image`,
      }
    },
    async image(owner, name, { scale, format = 'png' }) {
      const isOwn = name === IDLE_PICTURE || name === PLAIN_PICTURE
      if (!isOwn && (await sessionOf(owner))?.current?.coverId !== name) return null
      return pictures.drawn(name, { scale, format }, owner.userId)
    },
  }
}
