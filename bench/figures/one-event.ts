import { newMark } from '../load/fill.ts'
import type { HubFace } from '../servers/hub.ts'
import type { Seat } from '../servers/seat.ts'

/** The data of one seek's event as a follower gets it, with `{mark}` in the place of the command's id. */
export async function oneEvent(hub: HubFace, seat: Seat, token: string): Promise<string> {
  const response = await fetch(`${hub.baseUrl}/events?rooms=session`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const mark = newMark()
  await hub.request('POST', `/sessions/${seat.sessionId}/seek`, seat.token, {
    position_ms: 100_000,
    client_event_uuid: mark,
  })
  let text = ''
  for await (const bytes of response.body ?? []) {
    text += Buffer.from(bytes).toString()
    const data = text.split('\n').find((line) => line.startsWith('data: ') && line.includes(mark))
    if (!data || !text.endsWith('\n\n')) continue
    return data.slice('data: '.length).replace(mark, '{mark}')
  }
  throw new Error('The event did not come.')
}
