import { setTimeout as sleep } from 'node:timers/promises'
import { type Generator, startGenerator } from '../load/generator.ts'
import type { TicksOutcome, TicksTask } from '../load/ticks.ts'
import { cpuShares } from '../machine/cpu-share.ts'
import { quantile } from '../machine/statistics.ts'
import { type Hub, startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { newPerson, WITHOUT_PASSWORDS } from '../servers/people.ts'
import { startWithDatabase } from '../servers/script.ts'
import { requestWith, type Seat, seatOf } from '../servers/seat.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { plain } from './rows.ts'
import { toldDocument } from './told-document.ts'

const SESSIONS = 500
const SESSIONS_SHORT = 5
const LISTENED_MS = 10_000
const LISTENED_SHORT_MS = 1_500
const SETTLED_MS = 3_000
/** As devices do. */
const CONTACTS_EVERY_MS = 10_000
/** In a second of one core. */
const MICROSECONDS_OF_A_PERCENT = 10_000

export const positionTicks: Figure = {
  name: 'position-ticks',
  title: 'Ticks of the position over Socket.IO',
  how: `${SESSIONS} people each with a device that says every ${CONTACTS_EVERY_MS / 1_000} s that it is there, and a socket that follows the player: first all are paused, then all play, and each socket is told every 200 ms where its music stands. What a tick costs is the difference. The reference is Socket.IO that tells as many sockets one and the same document every 200 ms, from memory.`,
  async measure({ starts }: Extent) {
    const [sessions, forMs] = starts > 1 ? [SESSIONS, LISTENED_MS] : [SESSIONS_SHORT, LISTENED_SHORT_MS]
    await using hub = await startHub(THIS_CHECKOUT, WITHOUT_PASSWORDS)
    const seats: Seat[] = []
    for (let nth = 1; nth <= sessions; nth++) {
      const [token = ''] = await newPerson(hub, `person ${nth}`, 1)
      seats.push(await seatOf(hub, token, nth))
    }
    await using ours = startGenerator<TicksTask, TicksOutcome>('ticks')
    await ours.ask({
      kind: 'open',
      port: hub.port,
      sockets: seats.map(({ token }) => ({ token, event: '["join:playlists"]' })),
      greeting: 'ack:join',
      contacts: seats.map(contactOf),
      contactsEveryMs: CONTACTS_EVERY_MS,
    })
    await sleep(SETTLED_MS)
    const paused = await listened(hub.pid, ours, forMs)
    for (const seat of seats) await play(hub, seat)
    const playing = await listened(hub.pid, ours, forMs)
    const document = await position(hub, seats[0])
    await ours.end()

    const theirs = await ofReference(document, sessions, forMs)
    const of = `${sessions} sessions`
    const row = (what: string, unit: string, value: (heard: Heard) => number): Row => ({
      ...plain(`${what}, ${of} play`, unit, value(playing)),
      baton: [{ ...playing.shares, value: value(playing) }],
      reference: [{ ...theirs.shares, value: value(theirs) }],
      referenceName: 'Socket.IO, from memory',
    })
    const costOf = ({ shares, perSecond }: Heard, atRest: number) =>
      (Math.max(0, shares.serverPercent - atRest) * MICROSECONDS_OF_A_PERCENT) / perSecond
    return [
      plain(`processor share, ${of} are paused`, '%', paused.shares.serverPercent),
      row('processor share', '%', ({ shares }) => shares.serverPercent),
      row('ticks', '/s', ({ perSecond }) => perSecond),
      {
        ...row('processor time of a tick', 'us', (heard) => costOf(heard, 0)),
        baton: [{ ...playing.shares, value: costOf(playing, paused.shares.serverPercent) }],
      },
      row('between two ticks p50', 'ms', ({ gapsMs }) => quantile(gapsMs, 0.5)),
      row('between two ticks p99', 'ms', ({ gapsMs }) => quantile(gapsMs, 0.99)),
    ]
  },
}

interface Heard extends TicksOutcome {
  readonly shares: { readonly serverPercent: number; readonly loadPercent: number }
}

async function listened(
  pid: number,
  generator: Generator<TicksTask, TicksOutcome>,
  forMs: number,
): Promise<Heard> {
  const { value, percent } = await cpuShares([pid, generator.pid], () =>
    generator.ask({ kind: 'listen', forMs }),
  )
  const [serverPercent = 0, loadPercent = 0] = percent
  return { ...value, shares: { serverPercent, loadPercent } }
}

function contactOf({ token }: Seat): string {
  return requestWith('PATCH', '/devices/heartbeat', '{}', `Authorization: Bearer ${token}\r\n`)
}

async function play(hub: Hub, { sessionId, token }: Seat): Promise<void> {
  await hub.request('POST', `/sessions/${sessionId}/play`, token, {})
}

/** What one tick says. */
async function position(hub: Hub, seat: Seat | undefined): Promise<string> {
  const join = ['join:playlists', {}] as const
  return toldDocument(hub, seat?.token ?? '', { join, event: 'state:track_position', act: async () => {} })
}

async function ofReference(document: string, sessions: number, forMs: number): Promise<Heard> {
  await using reference = await startWithDatabase('socket-io')
  await using generator = startGenerator<TicksTask, TicksOutcome>('ticks')
  await generator.ask({
    kind: 'open',
    port: reference.port,
    sockets: Array.from({ length: sessions }, () => ({ token: null, event: `["tick",${document}]` })),
    greeting: null,
    contacts: [],
    contactsEveryMs: CONTACTS_EVERY_MS,
  })
  await sleep(SETTLED_MS)
  return await listened(reference.pid, generator, forMs)
}
