import { dirname } from 'node:path'
import type { RequestsTask } from '../load/requests.ts'
import { type Hub, startHub } from '../servers/hub.ts'
import { missingNginx, startNginx } from '../servers/nginx.ts'
import { takeSeat } from '../servers/seat.ts'
import { TRACK_BYTES } from '../servers/track.ts'
import { type Driven, drive } from './commands.ts'
import { type Extent, type Figure, gathered, type Row } from './figure.ts'

const CONNECTIONS = 32
const PART_BYTES = 64 * 1024
/** Both sides take turns of this length in a round, so that what else the machine does meets both alike. */
const TURN_MS = 1_000
const MEGABYTE = 1_000_000
/** In a second of one core. */
const MICROSECONDS_OF_A_PERCENT = 10_000

export const ranges: Figure = {
  name: 'ranges',
  title: 'Media ranges',
  how: 'Random 64 KiB ranges of one file of 64 MiB over 32 keep-alive connections; for Baton with a ticket that is checked each time. Nginx: static file, one worker, no tcp_nopush.',
  async measure(extent) {
    await using hub = await startHub()
    const { fileUrl } = await takeSeat(hub, 0)
    const rounds: (readonly Row[])[] = []
    for (let round = 0; round < extent.rounds; round++) rounds.push(await oneRound(hub, fileUrl, extent))
    return gathered(rounds)
  },
}

async function oneRound(hub: Hub, fileUrl: string, { measuredMs }: Extent): Promise<readonly Row[]> {
  const missing = missingNginx('files')
  const turns: (readonly Row[])[] = []
  const turnMs = Math.min(TURN_MS, measuredMs)
  for (let done = 0; done < measuredMs; done += turnMs) {
    const ours = await drive(hub.pid, task(hub.port, fileUrl, turnMs))
    const theirs = missing === null ? await nginx(hub.trackFile, turnMs) : null
    turns.push(rowsOf(ours, theirs, missing))
  }
  return gathered(turns)
}

function rowsOf(ours: Driven, theirs: Driven | null, missing: string | null): readonly Row[] {
  const row = (what: string, unit: string, value: (driven: Driven) => number, goal?: Row['goal']): Row => ({
    what,
    unit,
    baton: [{ ...ours.shares, value: value(ours) }],
    reference: theirs ? [{ ...theirs.shares, value: value(theirs) }] : [],
    referenceName: missing ?? 'Nginx static',
    ...(goal && { goal }),
  })
  const atLeast = { atLeast: 0.4 }
  return [
    row('64 KiB ranges', '/s', ({ outcome }) => outcome.perSecond, atLeast),
    row('bytes', 'MB/s', ({ outcome }) => outcome.bytesPerSecond / MEGABYTE, atLeast),
    row('processor time of a range', 'us', ({ outcome, shares }) => {
      return ((shares.serverPercent ?? 0) * MICROSECONDS_OF_A_PERCENT) / outcome.perSecond
    }),
  ]
}

async function nginx(file: string, measuredMs: number) {
  await using server = await startNginx('files', dirname(file))
  return await drive(server.pid, task(server.port, file.slice(dirname(file).length), measuredMs))
}

function task(port: number, path: string, measuredMs: number): RequestsTask {
  return {
    kind: 'requests',
    port,
    connections: CONNECTIONS,
    templates: [`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes={range}\r\n\r\n`],
    range: { partBytes: PART_BYTES, fileBytes: TRACK_BYTES },
    warmUpMs: measuredMs / 2,
    measuredMs,
  }
}
