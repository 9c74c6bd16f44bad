// A hosted installation in numbers: what so many households ask in their busiest hour, and how many workers, partitions
// of Postgres and shards of Redis that takes at the measured costs. Pure, so that tests and readers can try it.
import type { CostName } from './costs.ts'

/** What is assumed and not measured. */
export interface Assumptions {
  readonly usersPerHousehold: number
  /** Streams of a household that are open in the busiest hour. */
  readonly followersPerHousehold: number
  /** Devices that are heard of, each so often. */
  readonly devicesPerHousehold: number
  readonly contactEverySeconds: number
  /** Of a household, in the busiest hour. */
  readonly commandsPerHour: number
  /** Who has the event of a command. */
  readonly followersPerEvent: number
  /** Of a household, in the busiest hour. */
  readonly gigabytesPerHour: number
  /** Days for which the log is kept, and commands of a household on each. */
  readonly logDays: number
  readonly commandsPerDay: number
  /** How much of each part may be used in that hour. */
  readonly usedPart: number
  /** Of one machine with Postgres: cores, and bytes that its disks take for the journal each second. */
  readonly postgresCores: number
  readonly postgresJournalBytesPerSecond: number
  readonly postgresDiskBytes: number
  /** Of one worker process. */
  readonly workerMemoryBytes: number
  /** Redis runs on one core for each shard. */
  readonly redisMessagesPerSecond: number
}

export const ASSUMED: Assumptions = {
  usersPerHousehold: 2.5,
  followersPerHousehold: 1.5,
  devicesPerHousehold: 2,
  contactEverySeconds: 20,
  commandsPerHour: 12,
  followersPerEvent: 1.5,
  gigabytesPerHour: 0.06,
  logDays: 30,
  commandsPerDay: 80,
  usedPart: 0.6,
  postgresCores: 16,
  postgresJournalBytesPerSecond: 200_000_000,
  postgresDiskBytes: 2_000_000_000_000,
  workerMemoryBytes: 2_000_000_000,
  redisMessagesPerSecond: 100_000,
}

export type Prices = Readonly<Record<CostName, number>>

/** How much of one unit is needed, by what needs it: the largest decides. */
export interface Need {
  readonly units: number
  readonly because: string
  readonly parts: Readonly<Record<string, number>>
}

export interface Installation {
  readonly households: number
  readonly commandsPerSecond: number
  readonly workers: Need
  readonly nginxCores: Need
  readonly partitions: Need
  readonly redisShards: Need
  /** Cores of the workers, by what they are spent on. */
  readonly workerCores: Readonly<Record<string, number>>
}

const HOUR_SECONDS = 3_600
const HOUR_MS = 3_600_000
const SECOND_MS = 1_000

export function installationFor(households: number, prices: Prices, assumed = ASSUMED): Installation {
  const commandsPerSecond = (households * assumed.commandsPerHour) / HOUR_SECONDS
  const contactsPerSecond = (households * assumed.devicesPerHousehold) / assumed.contactEverySeconds
  const followers = households * assumed.followersPerHousehold
  const gigabytesPerSecond = (households * assumed.gigabytesPerHour) / HOUR_SECONDS
  const cores = (perSecond: number, ms: number) => (perSecond * ms) / SECOND_MS / assumed.usedPart

  const workerCores = {
    commands: cores(commandsPerSecond, prices['command.workerMs']),
    contacts: cores(contactsPerSecond, prices['contact.workerMs']),
    deliveries: cores(commandsPerSecond * assumed.followersPerEvent, prices['delivery.workerMs']),
    beacons: (followers * prices['follower.restMsPerHour']) / HOUR_MS / assumed.usedPart,
    media: cores(gigabytesPerSecond, prices['gigabyte.hubMs']),
  }
  const postgresCores =
    cores(commandsPerSecond, prices['command.postgresMs']) +
    cores(contactsPerSecond, prices['contact.postgresMs'])
  const logBytes = households * assumed.commandsPerDay * assumed.logDays * prices['command.databaseBytes']
  const workers = need({
    'processor time': sum(Object.values(workerCores)),
    memory: (followers * prices['follower.bytes']) / assumed.workerMemoryBytes / assumed.usedPart,
  })
  return {
    households,
    commandsPerSecond,
    workers,
    nginxCores: need({
      'bytes of music': cores(gigabytesPerSecond, prices['gigabyte.nginxMs']),
      requests: cores(commandsPerSecond + contactsPerSecond, prices['command.nginxMs']),
    }),
    partitions: need({
      'processor time': postgresCores / assumed.postgresCores,
      journal:
        (commandsPerSecond * prices['command.walBytes']) /
        assumed.postgresJournalBytesPerSecond /
        assumed.usedPart,
      disk: logBytes / assumed.postgresDiskBytes / assumed.usedPart,
    }),
    redisShards: need({
      'processor time': cores(commandsPerSecond, prices['command.redisMs']),
      // Without shards by household, each ring goes to each worker.
      messages: (commandsPerSecond * 2) / assumed.redisMessagesPerSecond / assumed.usedPart,
    }),
    workerCores,
  }
}

/** What a design with one Postgres and one Redis, which sends each ring to all workers, reaches first. */
export function firstLimit(
  prices: Prices,
  assumed = ASSUMED,
): { readonly households: number; readonly what: string } {
  const limits = [
    { what: 'one Postgres', units: (at: Installation) => at.partitions.units },
    {
      what: 'one Redis that rings at every worker',
      units: (at: Installation) =>
        (at.commandsPerSecond * Math.ceil(at.workers.units)) /
        assumed.redisMessagesPerSecond /
        assumed.usedPart,
    },
  ].map(({ what, units }) => ({ what, households: largest((at) => units(at) <= 1, prices, assumed) }))
  return limits.reduce((first, limit) => (limit.households < first.households ? limit : first))
}

function largest(fits: (at: Installation) => boolean, prices: Prices, assumed: Assumptions): number {
  let [low, high] = [1, 1e10]
  while (high / low > 1.001) {
    const between = Math.sqrt(low * high)
    if (fits(installationFor(between, prices, assumed))) low = between
    else high = between
  }
  return Math.floor(low)
}

function need(parts: Readonly<Record<string, number>>): Need {
  const [because = '', units = 0] = Object.entries(parts).reduce((most, part) =>
    part[1] > most[1] ? part : most,
  )
  return { units, because, parts }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
