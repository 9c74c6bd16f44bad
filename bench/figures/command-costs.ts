import { setTimeout as sleep } from 'node:timers/promises'
import { startGenerator } from '../load/generator.ts'
import type { RequestsOutcome, RequestsTask } from '../load/requests.ts'
import { cpuMs } from '../machine/program.ts'
import type { Hub } from '../servers/hub.ts'
import { postRequest, requestWith, type Seat, seekRequest, takeSeat, trackOf } from '../servers/seat.ts'
import type { Spent } from './figure.ts'

/** What is asked over and over, in this order: reports first, for they name the entry that plays. */
const COMMANDS = ['report', 'seek', 'next', 'rename'] as const
type Templates = Readonly<Record<(typeof COMMANDS)[number], string>>

const ENTRIES = 12
/** So long that the code is compiled by then, on every machine. */
const WARM_UP_REQUESTS = 3_000
const PATIENCE_MS = 60_000
/** A hub has done what it does at its start. */
const SETTLED_MS = 2_000

/**
 * What a command costs the hub, each kind by itself: what a speaker reports, a seek, a step in a queue of twelve that
 * repeats, a playlist's new title. One connection asks, so that each has a commit of its own: how many happen to share
 * one depends on the machine.
 */
export async function spentOnCommands(hub: Hub, requests: number): Promise<readonly Spent[]> {
  const templates = await prepared(hub)
  await sleep(SETTLED_MS)
  await using generator = startGenerator<RequestsTask, RequestsOutcome>('requests')
  const spent: Spent[] = []
  for (const command of COMMANDS) {
    const asking = {
      kind: 'requests',
      port: hub.port,
      connections: 1,
      templates: [templates[command]],
    } as const
    const task = { ...asking, warmUpMs: 0, measuredMs: PATIENCE_MS } as const
    await generator.ask({ ...task, atMost: Math.min(WARM_UP_REQUESTS, requests) })
    const before = cpuMs(hub.pid)
    const { answered, refused } = await generator.ask({ ...task, atMost: requests })
    if (refused > 0) throw new Error(`Of ${command} ${refused} requests were refused.`)
    const value = ((cpuMs(hub.pid) - before) * 1_000) / answered
    spent.push({ what: `processor time of a command: ${command}`, unit: 'us', value })
  }
  return spent
}

async function prepared(hub: Hub): Promise<Templates> {
  const seat = await takeSeat(hub, 0)
  const { token, sessionId } = seat
  const trackId = await trackOf(hub, token)
  const trackIds = Array.from({ length: ENTRIES - 1 }, () => trackId)
  await hub.request('POST', '/queue/enqueue', token, { track_ids: trackIds, at: 'end' })
  await hub.request('POST', `/sessions/${sessionId}/options`, token, { repeat_mode: 'all' })
  const playing = await hub.request('POST', `/sessions/${sessionId}/play`, token, {})
  const { playlist } = await hub.request('POST', '/playlists', token, { title: 'Evening' })
  const { playlist_id: playlistId } = playlist as { readonly playlist_id: string }
  const headers = `Authorization: Bearer ${token}\r\n`
  const title = '{"title":"Evening {count}","client_event_uuid":"{mark}"}'
  return {
    report: reportRequest(seat, playing),
    seek: seekRequest(seat),
    next: postRequest(`/sessions/${sessionId}/next`, '{"client_event_uuid":"{mark}"}', headers),
    rename: requestWith('PATCH', `/playlists/${playlistId}`, title, headers),
  }
}

/** It says that the music stands still, so that now and then one of many moves the timeline. */
function reportRequest({ token }: Seat, playing: Record<string, unknown>): string {
  const { speaker_epoch: epoch, entry_id } = playing
  const report = JSON.stringify({ epoch, event: 'progress', entry_id, position_ms: 1_000 })
  const numbered = report.replace('{', '{"n":1{count},')
  return postRequest('/devices/me/report', numbered, `Authorization: Bearer ${token}\r\n`)
}
