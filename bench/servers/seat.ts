import type { HubFace } from './hub.ts'

/** A person with a device that holds the session, the track in it, and paused. */
export interface Seat {
  readonly token: string
  readonly sessionId: string
  /** The track's address with a ticket. */
  readonly fileUrl: string
}

export async function takeSeat(hub: HubFace, person: number): Promise<Seat> {
  return seatOf(hub, await hub.signIn(person), person)
}

/** Of whoever has this token; no other device has it. */
export async function seatOf(hub: HubFace, token: string, person: number): Promise<Seat> {
  await hub.request('POST', '/devices/register', token, {
    device_name: `speaker of ${person}`,
    capabilities: { sound: true, volume: true, unlocked: true },
  })
  const sessionId = await playTrack(hub, token)
  const { file_url: fileUrl } = await hub.request('POST', `/sessions/${sessionId}/pause`, token, {})
  if (typeof fileUrl !== 'string') throw new Error('The active device got no address for its track.')
  return { token, sessionId, fileUrl }
}

/** The track plays in the session of whoever has this token: its id. */
export async function playTrack(hub: HubFace, token: string): Promise<string> {
  const { session_uuid: sessionId } = await hub.request('GET', '/me', token)
  await hub.request('POST', '/queue/enqueue', token, { track_ids: [await trackOf(hub, token)], at: 'now' })
  await hub.request('POST', `/sessions/${sessionId}/play`, token, {})
  return String(sessionId)
}

/** The id of the one track that a hub of the bench has. */
export async function trackOf(hub: HubFace, token: string): Promise<string> {
  const { items } = await hub.request('GET', '/library/tracks', token)
  const [track] = items as readonly { readonly track_id: string }[]
  if (!track) throw new Error('The hub has no track.')
  return track.track_id
}

/** A seek; `{mark}` comes back in the event, `{count}` makes each one another place. */
export function seekRequest({ sessionId, token }: Seat): string {
  const body = '{"position_ms":1{count},"client_event_uuid":"{mark}"}'
  return postRequest(`/sessions/${sessionId}/seek`, body, `Authorization: Bearer ${token}\r\n`)
}

export function postRequest(path: string, body: string, moreHeaders = ''): string {
  return requestWith('POST', path, body, moreHeaders)
}

/** Filling a template in changes nothing about its length. */
export function requestWith(method: string, path: string, body: string, moreHeaders: string): string {
  const length = Buffer.byteLength(body) + lengthGained(body)
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${moreHeaders}Content-Length: ${length}\r\n\r\n${body}`
}

const MARK_LENGTH = 36
const COUNT_LENGTH = 5

function lengthGained(body: string): number {
  const marks = body.split('{mark}').length - 1
  const counts = body.split('{count}').length - 1
  return marks * (MARK_LENGTH - '{mark}'.length) + counts * (COUNT_LENGTH - '{count}'.length)
}
