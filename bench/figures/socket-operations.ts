import type { RequestsOutcome, RequestsTask } from '../load/requests.ts'
import { quantile } from '../machine/statistics.ts'
import { startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { newPerson, WITHOUT_PASSWORDS } from '../servers/people.ts'
import { newPlaylist } from '../servers/playlist.ts'
import { startWithDatabase } from '../servers/script.ts'
import { drive } from './commands.ts'
import { type Extent, type Figure, gathered, type Row } from './figure.ts'

const SOCKETS = [1, 10] as const
const PEOPLE = 10
/** In a second of one core. */
const MICROSECONDS_OF_A_PERCENT = 10_000

export const socketOperations: Figure = {
  name: 'socket-operations',
  title: 'Operations over Socket.IO',
  how: `Sockets of ${PEOPLE} people, who give playlists other titles: each sends its next operation as soon as it has the acknowledgement of the one before. Both sides commit to SQLite with synchronous FULL before they acknowledge; the reference is Socket.IO with one commit of two rows.`,
  async measure(extent) {
    const rounds: (readonly Row[])[] = []
    for (let round = 0; round < extent.rounds; round++) rounds.push(await oneRound(extent))
    return gathered(rounds)
  },
}

async function oneRound({ measuredMs }: Extent): Promise<readonly Row[]> {
  await using hub = await startHub(THIS_CHECKOUT, WITHOUT_PASSWORDS)
  await using reference = await startWithDatabase('socket-io')
  const owner = await hub.signIn(0)
  const tokens: string[] = []
  const templates: string[] = []
  for (let nth = 1; nth <= PEOPLE; nth++) {
    tokens.push(...(await newPerson(hub, `person ${nth}`, 1)))
    const playlistId = await newPlaylist(hub, owner, `Playlist ${nth}`)
    templates.push(
      `["op:playlist.update",{"client_op_id":"{mark}","playlist_id":"${playlistId}","title":"Evening {count}"}]`,
    )
  }
  const plain = ['["operation",{"client_op_id":"{mark}","title":"Evening {count}"}]']
  const answers = { good: 'ack:op', bad: 'err:op' }
  const rows: Row[] = []
  for (const connections of SOCKETS) {
    const task = { kind: 'requests', connections, warmUpMs: measuredMs / 2, measuredMs } as const
    const at = (port: number, more: Pick<RequestsTask, 'templates' | 'sockets'>) => ({
      ...task,
      port,
      ...more,
    })
    const ours = await drive(hub.pid, at(hub.port, { templates, sockets: { tokens, ...answers } }))
    const theirs = await drive(
      reference.pid,
      at(reference.port, { templates: plain, sockets: { tokens: [], ...answers } }),
    )
    const row = (what: string, unit: string, value: (driven: typeof ours) => number): Row => ({
      what: `${what}, ${connections} socket${connections === 1 ? '' : 's'}`,
      unit,
      baton: [{ ...ours.shares, value: value(ours) }],
      reference: [{ ...theirs.shares, value: value(theirs) }],
      referenceName: 'Socket.IO with one commit',
    })
    const acknowledged = (share: number) => (driven: { readonly outcome: RequestsOutcome }) =>
      quantile(driven.outcome.latenciesMs, share)
    rows.push(
      row('operations', '/s', ({ outcome }) => outcome.perSecond),
      row('acknowledged p50', 'ms', acknowledged(0.5)),
      row('acknowledged p99', 'ms', acknowledged(0.99)),
      row('processor time of an operation', 'us', ({ outcome, shares }) => {
        return ((shares.serverPercent ?? 0) * MICROSECONDS_OF_A_PERCENT) / outcome.perSecond
      }),
    )
  }
  return rows
}
