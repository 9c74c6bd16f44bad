import {
  BatonError,
  type Command,
  type CommandId,
  type DeviceId,
  FULL_VOLUME,
  type PageCommand,
  type PageCommandBody,
  playOrder,
  type SessionView,
  type TrackSource,
} from '@baton/protocol'
import { refusal } from '#doors/http'
import type { Engine, Principal } from '#engine'

/** One press of a button. */
export interface Pressed {
  readonly command: PageCommand
  readonly body: PageCommandBody
  /** The device that the window shows; null: none was chosen. */
  readonly shown: DeviceId | null
  readonly id: CommandId | undefined
}

const VOLUME_STEP = 5

/** Carries it out on the caller's session. Throws what was refused. */
export async function press(engine: Engine, principal: Principal, pressed: Pressed): Promise<void> {
  const { command, id, shown } = pressed
  const session = await sessionOf(engine, principal)
  if (command === 'play' && shown && shown !== session.activeDeviceId) {
    await moveTo(engine, principal, shown, id)
  }
  const wanted = await commandsFor(engine, principal, { pressed, session })
  for (const [nth, one] of wanted.entries()) {
    const part = id && nth > 0 ? (`${id.slice(0, 120)}:${nth}` as CommandId) : id
    const { receipt } = await engine.executeAndShow(principal, one, part)
    if (receipt.outcome === 'rejected' && !isRepetition(receipt.code, command)) throw refusal(receipt)
  }
}

/** As `/speaker` would. */
async function moveTo(
  engine: Engine,
  principal: Principal,
  deviceId: DeviceId,
  id: CommandId | undefined,
): Promise<void> {
  const { sessionId } = principal
  const choose = { type: 'session.choose-speaker', sessionId, deviceId } as const
  const part = id && (`${id.slice(0, 120)}:speaker` as CommandId)
  const { receipt } = await engine.executeAndShow(principal, choose, part)
  const outcome = receipt.outcome === 'rejected' ? receipt : await engine.awaitHandOver(principal, receipt)
  if (outcome.outcome === 'rejected') throw refusal(outcome)
}

interface Asked {
  readonly pressed: Pressed
  readonly session: SessionView
}

async function commandsFor(
  engine: Engine,
  principal: Principal,
  { pressed: { command, body, shown }, session }: Asked,
): Promise<readonly Command[]> {
  const { sessionId } = principal
  const { entry_id: entryId } = body
  const source = sourceOf(body)
  const deviceId = shown ?? session.activeDeviceId ?? undefined
  const { volume, muted } = (deviceId && session.volumes[deviceId]) || FULL_VOLUME
  const turned = (by: number): Command => ({
    type: 'session.set-volume',
    sessionId,
    deviceId,
    volume: Math.max(0, Math.min(100, volume + by)),
  })
  switch (command) {
    case 'play':
      if (source) return [{ type: 'queue.enqueue', sessionId, source, at: 'now' }]
      return [
        ...(entryId ? [{ type: 'session.jump', sessionId, entryId } as const] : []),
        { type: 'session.play', sessionId },
      ]
    case 'pause':
    case 'stop':
    case 'next':
      return [{ type: `session.${command}`, sessionId }]
    case 'previous':
      return [{ type: 'session.prev', sessionId }]
    case 'next_artist':
      return [await nextArtist(engine, principal, session)]
    case 'restart':
      return [{ type: 'session.seek', sessionId, positionMs: 0 }]
    case 'toggle_mute':
      return [{ type: 'session.set-volume', sessionId, deviceId, muted: !muted }]
    case 'volume_up':
      return [turned(VOLUME_STEP)]
    case 'volume_down':
      return [turned(-VOLUME_STEP)]
    case 'toggle_shuffle':
      return [{ type: 'session.set-options', sessionId, shuffle: !session.shuffle }]
    case 'toggle_repeat_song':
      return [
        {
          type: 'session.set-options',
          sessionId,
          repeatMode: session.repeatMode === 'one' ? 'off' : 'one',
        },
      ]
    case 'splice':
    case 'enqueue':
      if (!source) throw new BatonError('request.invalid', { body: 'names nothing to play' })
      return [{ type: 'queue.enqueue', sessionId, source, at: command === 'splice' ? 'next' : 'end' }]
    case 'remove':
      if (!entryId) throw new BatonError('request.invalid', { entry_id: 'is missing' })
      return [{ type: 'queue.remove', sessionId, entryIds: [entryId] }]
  }
}

/** The next entry of somebody else; where there is none, as `next`. */
async function nextArtist(engine: Engine, principal: Principal, { current }: SessionView): Promise<Command> {
  const { sessionId } = principal
  const order = playOrder((await engine.queue(principal)).queue)
  const place = order.findIndex(({ entryId }) => entryId === current?.entryId)
  const next = order.find(({ artist }, nth) => nth > place && artist !== current?.artist)
  return next
    ? { type: 'session.jump', sessionId, entryId: next.entryId }
    : { type: 'session.next', sessionId }
}

function sourceOf({ track_id, album_id, artist_id, playlist_id }: PageCommandBody): TrackSource | null {
  if (track_id) return { trackIds: [track_id] }
  if (album_id) return { albumId: album_id }
  if (artist_id) return { artistId: artist_id }
  return playlist_id ? { playlistId: playlist_id } : null
}

/** What it turns round depends on what was before: pressed again under the same id it was done already. */
function isRepetition(code: string, command: PageCommand): boolean {
  return code === CONFLICT && /^toggle_|^volume_|^next_artist$/.test(command)
}
const CONFLICT = 'command.conflict'

async function sessionOf(engine: Engine, principal: Principal): Promise<SessionView> {
  const reading = await engine.session(principal, principal.sessionId)
  if (!reading) throw new BatonError('session.not-found')
  return reading.session
}
