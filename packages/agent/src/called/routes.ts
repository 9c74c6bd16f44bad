// What a hub may ask of an agent that listens: the words of the freshbeats reference, and those that are ours beside them.
import type { Player } from '../mpv/player.ts'
import type { Callers } from './callers.ts'
import { commandQueue } from './command-queue.ts'
import type { Fields, Reply, Routes } from './http-server.ts'
import type { MusicFolder } from './music-folder.ts'
import type { PlayReports } from './play-reports.ts'
import type { Playback } from './playback.ts'
import type { Registrations } from './registrations.ts'

export interface RouteParts {
  readonly player: Player
  readonly playback: Playback
  readonly folder: MusicFolder
  readonly callers: Callers
  readonly registrations: Registrations
  /** What its mpv can decode; null where that is not known. */
  readonly formats: readonly string[] | null
  readonly reportsTo: (callbackUrl: string) => PlayReports
  /** A hub has registered itself. */
  readonly onRegistered: () => void
  /** It was told to sound: the hub counts with its being heard. */
  readonly onContact: () => void
}

const MOST_WAITING = 16
const LONGEST_URL = 4_096
const LONGEST_S = 7 * 86_400
const VOLUME_STEP = 5
const TOO_MUCH: Reply = { status: 503, success: false, message: 'Too much waits already.' }

export function calledRoutes(parts: RouteParts): Routes {
  const { player, playback, folder, callers, registrations, formats } = parts
  const inTurn = commandQueue(MOST_WAITING)

  const done = (success: boolean): Reply =>
    success ? { success } : { success, message: 'Nothing is being played.' }

  async function health(): Promise<Reply> {
    const able = player.able.get()
    const mounted = await folder.isMounted()
    return {
      status: able ? 200 : 503,
      success: able && mounted,
      message: able ? '' : 'The player does not start, or there is no sound card.',
      data: { music_folder_mounted: mounted, socket: { healthy: able } },
    }
  }

  async function register({ callback_url: url }: Fields): Promise<Reply> {
    if (!isShort(url) || !(await callers.isTheirs(url))) {
      const message = 'The callback_url has to lie at the hub.'
      return { success: false, message, data: { registered: false, retry: false } }
    }
    const isNew = registrations.add(url)
    parts.onRegistered()
    return { success: isNew, data: { registered: true, retry: true } }
  }

  /** What waits for the sound does not hold up a command that would end it. */
  async function play(body: Fields): Promise<Reply> {
    const ordered = await inTurn(() => order(body))
    if (ordered === null) return TOO_MUCH
    if (!('begun' in ordered)) return ordered
    return (await ordered.begun) ? { success: true } : { success: false, message: 'It cannot be played.' }
  }

  async function order(body: Fields): Promise<Reply | { readonly begun: Promise<boolean> }> {
    const { callback_url: callbackUrl, start_position: start } = body
    if (!player.able.get()) return { status: 503, success: false, message: 'There is no way to sound.' }
    if (!isShort(callbackUrl) || !(await callers.isTheirs(callbackUrl)))
      return { success: false, message: 'The callback_url has to lie at the hub.' }
    const source = await sourceOf(body)
    if (source === null)
      return {
        success: false,
        message: 'The url has to lie at the hub, or the filepath in the music folder.',
      }
    const reports = () => parts.reportsTo(callbackUrl)
    return { begun: playback.play({ source, startMs: millis(start) ?? 0, reports }) }
  }

  /** Its own file where there is one, else what the hub has. */
  async function sourceOf({ url, filepath }: Fields): Promise<string | null> {
    const file = isShort(filepath) ? await folder.fileAt(filepath) : null
    return file ?? (isShort(url) && (await callers.isTheirs(url)) ? url : null)
  }

  function setVolume({ volume, muted }: Fields): Reply {
    const now = playback.state()
    if (volume !== undefined && !(typeof volume === 'number' && volume >= 0 && volume <= 100))
      return { success: false, message: 'The volume has to be 0 to 100.' }
    playback.setVolume(volume ?? now.volume, typeof muted === 'boolean' ? muted : now.muted)
    return { success: true }
  }

  function turn(by: number): Reply {
    const { volume, muted } = playback.state()
    playback.setVolume(Math.max(0, Math.min(100, volume + by)), muted)
    return { success: true }
  }

  const commands: Readonly<Record<string, (body: Fields) => Promise<Reply>>> = {
    '/register_client': register,
    '/stop': async () => {
      playback.stop()
      return { success: true }
    },
    '/pause': async () => done(playback.pause()),
    '/seek': async ({ position }) => {
      const positionMs = millis(position)
      if (positionMs === null) return { success: false, message: 'The position has to be in seconds.' }
      return done(playback.seek(positionMs))
    },
    '/volume': async (body) => setVolume(body),
    '/mute': async () => setVolume({ muted: !playback.state().muted }),
    '/volume_up': async () => turn(VOLUME_STEP),
    '/volume_down': async () => turn(-VOLUME_STEP),
  }

  const begins = (route: (body: Fields) => Promise<Reply>) => async (body: Fields) => {
    parts.onContact()
    return route(body)
  }
  const queued = (route: (body: Fields) => Promise<Reply>) => async (body: Fields) =>
    (await inTurn(() => route(body))) ?? TOO_MUCH

  return {
    'GET /healthz': health,
    'POST /play': begins(play),
    'GET /capabilities': async () => ({
      success: true,
      data: {
        ...{ pause: true, resume: true, seek: true, volume: true, start_position: true },
        ...(formats && { formats }),
      },
    }),
    ...Object.fromEntries(Object.entries(commands).map(([path, route]) => [`POST ${path}`, queued(route)])),
    'POST /resume': begins(queued(async () => done(playback.resume()))),
  }
}

function isShort(text: unknown): text is string {
  return typeof text === 'string' && text !== '' && text.length <= LONGEST_URL
}

function millis(seconds: unknown): number | null {
  const isGood = typeof seconds === 'number' && seconds >= 0 && seconds < LONGEST_S
  return isGood ? Math.round(seconds * 1_000) : null
}
