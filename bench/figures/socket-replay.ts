import { boxClient } from '../../packages/testing/src/sockets/box-client.ts'
import { startGenerator } from '../load/generator.ts'
import type { RequestsOutcome, RequestsTask } from '../load/requests.ts'
import { cpuMs } from '../machine/program.ts'
import { median } from '../machine/statistics.ts'
import { type Hub, startHub } from '../servers/hub.ts'
import { newPlaylist } from '../servers/playlist.ts'
import { startWithDatabase } from '../servers/script.ts'
import { postRequest, requestWith } from '../servers/seat.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { toldDocument } from './told-document.ts'

/** The most that is told again. */
const EVENTS = 10_000
const EVENTS_SHORT = 100
const CONNECTIONS = 10
const PATIENCE_MS = 120_000

export const socketReplay: Figure = {
  name: 'socket-replay',
  title: 'Replay over Socket.IO',
  how: `A socket asks by \`sync:request\` for the last ${EVENTS.toLocaleString('en')} events of the log, which is as far as it goes back: titles of one playlist, half of them told in its room and half in that of all playlists. The reference is Socket.IO that reads as many rows of a log and tells each as one message of the same document.`,
  async measure({ starts, rounds }: Extent) {
    const events = starts > 1 ? EVENTS : EVENTS_SHORT
    await using hub = await startHub()
    await using reference = await startWithDatabase('socket-io')
    const token = await hub.signIn(0)
    const playlistId = await newPlaylist(hub, token, 'Evening')
    const path = `/api/playlists/${playlistId}`
    const document = await toldDocument(hub, token, {
      join: ['join:playlist', { playlist_id: playlistId }],
      event: 'state:playlist',
      act: () => hub.request('PUT', path, token, { title: 'Evening 00000' }),
    })
    const rename = requestWith(
      'PUT',
      path,
      '{"title":"Evening {count}"}',
      `Authorization: Bearer ${token}\r\n`,
    )
    await happen(hub.port, rename, events)
    await happen(reference.port, postRequest('/', document), events)

    const last = (await lastSeq(hub, token)) - events
    const rooms = JSON.stringify(['playlists', `playlist:${playlistId}`])
    const ours = await replayed(hub, rounds, {
      templates: [`["sync:request",{"last_global_seq":${last},"requested_rooms":${rooms}}]`],
      sockets: { tokens: [token], good: 'sync:complete', bad: 'sync:error' },
    })
    const theirs = await replayed(reference, rounds, {
      templates: [`["sync",{"last":0}]`],
      sockets: { tokens: [], good: 'sync:complete', bad: 'sync:error' },
    })
    if (ours.told < events) throw new Error(`Of ${events} events ${ours.told} were told.`)
    const row = (what: string, unit: string, value: (replay: Replay) => number): Row => ({
      what: `${what}, ${events.toLocaleString('en')} events`,
      unit,
      baton: [{ value: value(ours) }],
      reference: [{ value: value(theirs) }],
      referenceName: 'Socket.IO that reads a log',
    })
    return [
      row('replay p50', 'ms', ({ tookMs }) => median(tookMs)),
      row('replayed', 'events/s', ({ tookMs }) => (events * 1_000) / median(tookMs)),
      row('messages of a replay', '', ({ told }) => told),
      row('processor time of an event', 'us', ({ spentMs }) => (spentMs * 1_000) / events),
      row('processor time of a message', 'us', ({ spentMs, told }) => (spentMs * 1_000) / told),
    ]
  },
}

/** So often, and a little more. */
async function happen(port: number, template: string, times: number): Promise<void> {
  await using generator = startGenerator<RequestsTask, RequestsOutcome>('requests')
  const task = { kind: 'requests', port, connections: CONNECTIONS, templates: [template] } as const
  const { refused, answered } = await generator.ask({
    ...task,
    warmUpMs: 0,
    measuredMs: PATIENCE_MS,
    atMost: times,
  })
  if (refused > 0 || answered < times)
    throw new Error(`${answered} of ${times} were answered, ${refused} refused.`)
}

async function lastSeq(hub: Hub, token: string): Promise<number> {
  await using box = boxClient(hub.baseUrl, { token })
  return (await box.next('connection_status')).server_seq
}

interface Replay {
  readonly tookMs: readonly number[]
  /** Messages of one replay. */
  readonly told: number
  /** Processor time of one. */
  readonly spentMs: number
}

async function replayed(
  { port, pid }: { readonly port: number; readonly pid: number },
  times: number,
  asked: Pick<RequestsTask, 'templates' | 'sockets'>,
): Promise<Replay> {
  await using generator = startGenerator<RequestsTask, RequestsOutcome>('requests')
  const before = cpuMs(pid)
  const task = { kind: 'requests', port, connections: 1, atMost: times, ...asked } as const
  const outcome = await generator.ask({ ...task, warmUpMs: PATIENCE_MS, measuredMs: PATIENCE_MS })
  if (outcome.refused > 0) throw new Error('The replay was refused.')
  const { latenciesMs, told, answered } = outcome
  return {
    tookMs: latenciesMs,
    told: told / latenciesMs.length,
    spentMs: (cpuMs(pid) - before) / answered,
  }
}
