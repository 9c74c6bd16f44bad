// `npm run soak -- --minutes N [--cluster] [--out FOLDER]`: a hub under mixed load for so long. Ends with 1 where
// memory, file handles or latency did not stay flat; keeps the samples and a plot.
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gatherCrowd } from './crowd.ts'
import { type PlaceKind, startPlace } from './place.ts'
import { keep, reportOf, type Soaked } from './report.ts'
import { type Sample, sampler } from './sample.ts'
import { tally } from './tally.ts'

const EVERY_MS = 5_000
/** So often what there is so far is written, in case that somebody ends it. */
const KEPT_EVERY = 12

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    cluster: { type: 'boolean', default: false },
    out: { type: 'string', default: fileURLToPath(new URL('../../../../bench/soak', import.meta.url)) },
  },
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) throw new RangeError('--minutes takes a number above 0')
const kind: PlaceKind = values.cluster ? 'cluster' : 'one hub'

const seen = tally()
const samples: Sample[] = []
const soaked: Soaked = { kind, samples, actions: seen.sums() }
{
  await using place = await startPlace(kind)
  await using crowd = await gatherCrowd(place, seen)
  console.log(`${kind} at ${place.baseUrl}, ${minutes} minutes`)
  const look = sampler(place, seen)
  const ends = performance.now() + minutes * 60_000
  while (performance.now() < ends) {
    await sleep(EVERY_MS)
    samples.push(await look())
    if (samples.length % KEPT_EVERY !== 0) continue
    await keep(soaked, values.out)
    const { second, rss_mib, handles, fan_out_p99_ms } = samples.at(-1) as Sample
    const streams = crowd.streams()
    console.log(
      `${Math.round(second / 60)} min: ${rss_mib.toFixed(0)} MiB, ${handles} handles, ${streams} streams, ` +
        `fan-out p99 ${fan_out_p99_ms.toFixed(0)} ms`,
    )
  }
}
await keep(soaked, values.out)
const { isFlat, text } = reportOf(soaked)
console.log(text)
process.exit(isFlat ? 0 : 1)
