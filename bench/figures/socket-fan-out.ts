import { setTimeout as sleep } from 'node:timers/promises'
import { newMark } from '../load/fill.ts'
import { quantile } from '../machine/statistics.ts'
import { type Hub, startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { newPerson, WITHOUT_PASSWORDS } from '../servers/people.ts'
import { newPlaylist } from '../servers/playlist.ts'
import { startWithDatabase } from '../servers/script.ts'
import { postRequest, requestWith } from '../servers/seat.ts'
import { Audience } from './audience.ts'
import type { Figure, Row } from './figure.ts'
import { toldDocument } from './told-document.ts'

const PEOPLE = 10
const KEYS = 10
/** As many as a sign-in may have. */
const SOCKETS_OF_A_KEY = 20
const SHORT = { people: 2, keys: 1 }
const BATCH = 15
const PUBLISHING_MS = 30_000
const SETTLED_MS = 2_000
const KIBIBYTE = 1_024

export const socketFanOut: Figure = {
  name: 'socket-fan-out',
  title: 'Fan-out over Socket.IO',
  how: `A playlist gets another title, asked for over HTTP, until ${(PEOPLE * KEYS * SOCKETS_OF_A_KEY).toLocaleString('en')} sockets of ${PEOPLE} people in its room have its new state, the durable commit included; of each event the time of the last socket counts. The reference is Socket.IO in a room of as many sockets, which tells the same bytes behind one commit of two rows. Both in turns.`,
  async measure({ starts, events }) {
    const { people, keys } = starts > 1 ? { people: PEOPLE, keys: KEYS } : SHORT
    const count = people * keys * SOCKETS_OF_A_KEY
    await using stack = new AsyncDisposableStack()
    const hub = stack.use(await startHub(THIS_CHECKOUT, WITHOUT_PASSWORDS))
    const owner = await hub.signIn(0)
    const playlistId = await newPlaylist(hub, owner, 'Evening')
    const tokens: string[] = []
    for (let nth = 1; nth <= people; nth++) tokens.push(...(await newPerson(hub, `listener ${nth}`, keys)))
    const document = await newState(hub, owner, playlistId)
    const reference = stack.use(await startWithDatabase('socket-io'))
    const ours = stack.use(
      await Audience.gather(hub, count, {
        asking: tokens.map((token) => ({
          token,
          event: JSON.stringify(['join:playlist', { playlist_id: playlistId }]),
        })),
        greeting: 'Successfully joined',
        template: requestWith(
          'PUT',
          `/api/playlists/${playlistId}`,
          '{"title":"{mark}"}',
          `Authorization: Bearer ${owner}\r\n`,
        ),
      }),
    )
    const theirs = stack.use(
      await Audience.gather(reference, count, {
        asking: { token: null, event: '["join"]' },
        greeting: 'ack:join',
        template: postRequest('/', document),
      }),
    )
    await sleep(SETTLED_MS)
    const batch = Math.min(BATCH, events)
    for (const audience of [ours, theirs]) await audience.warmUp(batch)
    const until = performance.now() + PUBLISHING_MS
    for (let done = 0; done < events && performance.now() < until; done += batch)
      for (const audience of [ours, theirs]) await audience.publish(batch)
    return rowsOf(ours.heard(), theirs.heard(), count)
  },
}

/** What sockets are told of a new title, with `{mark}` in its place. */
async function newState(hub: Hub, token: string, playlistId: string): Promise<string> {
  const title = newMark()
  const told = await toldDocument(hub, token, {
    join: ['join:playlist', { playlist_id: playlistId }],
    event: 'state:playlist',
    act: () => hub.request('PUT', `/api/playlists/${playlistId}`, token, { title }),
  })
  return told.replaceAll(title, '{mark}')
}

type Heard = ReturnType<Audience['heard']>

function rowsOf(ours: Heard, theirs: Heard, count: number): readonly Row[] {
  const row = (what: string, unit: string, of: (heard: Heard) => number): Row => ({
    what: `${what}, ${count.toLocaleString('en')} sockets`,
    unit,
    baton: [{ ...ours, value: of(ours) }],
    reference: [{ ...theirs, value: of(theirs) }],
    referenceName: 'Socket.IO with one commit',
  })
  return [
    row('last socket p50', 'ms', ({ lastMs }) => quantile(lastMs, 0.5)),
    row('last socket p99', 'ms', ({ lastMs }) => quantile(lastMs, 0.99)),
    row('half of the sockets p50', 'ms', ({ medianMs }) => quantile(medianMs, 0.5)),
    row('processor time of an event', 'ms', ({ spentMs, lastMs }) => spentMs / lastMs.length),
    row('memory of a socket', 'KiB', ({ grownBytes }) => grownBytes / count / KIBIBYTE),
  ]
}
