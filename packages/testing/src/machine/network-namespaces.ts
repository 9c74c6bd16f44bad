import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { end, finish, spawnOwned } from './child.ts'

/**
 * Several computers on one cable, inside this one: each host is a network namespace with an address of its own, and a
 * switch joins them. Nothing of the machine's own network is touched, nothing outside can be reached, and
 * two networks may use the same addresses at the same time.
 */
export type Network<Host extends string> = AsyncDisposable & {
  readonly hosts: readonly Host[]
  /** The host's IPv4 address, the same for the same place in the list: 10.77.0.1, 10.77.0.2, ... */
  address(host: Host): string
  /**
   * Starts a program on a host. It ends with the network, or with the test process. Read its output or give it
   * another `stdio`: a program whose output nobody reads stands still once the pipe is full.
   */
  run(host: Host, command: string, args?: readonly string[], options?: SpawnOptions): ChildProcess
  /** The command line that runs a program on a host, for those who must start it themselves. */
  commandOn(host: Host): readonly [command: string, ...args: string[]]
  /**
   * Takes a host off the network. `unplugged` is a pulled cable, which the host itself notices; `silent` is a break
   * further away: nothing arrives any more and nobody is told.
   */
  cut(host: Host, kind?: 'unplugged' | 'silent'): Promise<void>
  restore(host: Host): Promise<void>
}

export type NetworkOptions<Host extends string> = {
  /** 1 to 100 names of lower-case letters, digits and `-`, at most 12 characters. */
  readonly hosts: readonly Host[]
}

let built = 0

export async function makeNetwork<const Host extends string>({
  hosts,
}: NetworkOptions<Host>): Promise<Network<Host>> {
  checkNames(hosts)
  await removeStale()
  built += 1
  const prefix = `baton-${process.pid}-${built}-`
  const spaceOf = (host: Host): string => `${prefix}${host}`
  const wire = `${prefix}${switchName}`
  const address = (host: Host): string => `10.77.0.${hosts.indexOf(host) + 1}`
  const commandOn = (host: Host): readonly [string, ...string[]] => [
    'ip',
    'netns',
    'exec',
    spaceOf(known(host)),
  ]
  const running = new Set<ChildProcess>()

  function known(host: Host): Host {
    if (hosts.includes(host)) return host
    throw new RangeError(`This network has no host "${host}".`)
  }

  try {
    await ip([`netns add ${wire}`, ...hosts.map((host) => `netns add ${spaceOf(host)}`)])
    await ip(['link add wire type bridge', 'link set wire up'], wire)
    for (const host of hosts) {
      await ip(
        [
          'link set lo up',
          `link add eth0 type veth peer name ${portOf(host)} netns ${wire}`,
          `addr add ${address(host)}/24 dev eth0`,
          'link set eth0 up',
        ],
        spaceOf(host),
      )
    }
    await ip(
      hosts.flatMap((host) => [
        `link set dev ${portOf(host)} master wire`,
        `link set dev ${portOf(host)} up`,
      ]),
      wire,
    )
  } catch (error) {
    await remove(prefix)
    throw error
  }

  return {
    hosts,
    address: (host) => address(known(host)),
    commandOn,
    run(host, command, args = [], options = {}) {
      const [ipCommand, ...ipArgs] = commandOn(host)
      const child = spawnOwned(ipCommand, [...ipArgs, command, ...args], options)
      running.add(child)
      child.once('exit', () => running.delete(child))
      return child
    },
    async cut(host, kind = 'unplugged') {
      const port = portOf(known(host))
      if (kind === 'unplugged') await ip([`link set dev ${port} down`], wire)
      else await setForwarding(wire, port, false)
    },
    async restore(host) {
      const port = portOf(known(host))
      await ip([`link set dev ${port} up`], wire)
      await onceUp(() => setForwarding(wire, port, true))
      await Promise.all(hosts.map((each) => forgetNeighbours(spaceOf(each))))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running].map((child) => end(child)))
      await remove(prefix)
    },
  }
}

const switchName = 'switch'
const upWithinMs = 30_000

/** A switch's own side of a host's cable; the prefix keeps it apart from words of the ip program. */
function portOf(host: string): string {
  return `p-${host}`
}

async function ip(lines: readonly string[], space?: string): Promise<void> {
  const child = spawnOwned('ip', [...(space === undefined ? [] : ['-n', space]), '-batch', '-'])
  await finish(child, { input: `${lines.join('\n')}\n` })
}

async function setForwarding(wire: string, port: string, on: boolean): Promise<void> {
  await finish(
    spawnOwned('bridge', ['-n', wire, 'link', 'set', 'dev', port, 'state', on ? 'forwarding' : 'disabled']),
  )
}

/** A port that is set up is not up in the same moment: until then nothing else can be set. */
async function onceUp(set: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + upWithinMs
  for (;;) {
    try {
      return await set()
    } catch (error) {
      if (!/Network is down/.test(String(error)) || performance.now() > deadline) throw error
      await sleep(20)
    }
  }
}

/** Whom a host could not find while it was cut off, it would go on taking for unreachable for some seconds. */
async function forgetNeighbours(space: string): Promise<void> {
  await finish(spawnOwned('ip', ['-n', space, 'neigh', 'flush', 'dev', 'eth0']))
}

/** Networks whose process is gone: it was killed before it could clean up. */
async function removeStale(): Promise<void> {
  const owners = (await spaces()).map((name) => /^baton-(\d+)-\d+-/.exec(name)?.[1])
  for (const owner of new Set(owners)) {
    if (owner !== undefined && !existsSync(`/proc/${owner}`)) await remove(`baton-${owner}-`)
  }
}

async function remove(prefix: string): Promise<void> {
  for (const name of (await spaces()).filter((space) => space.startsWith(prefix))) {
    await finish(spawnOwned('ip', ['netns', 'delete', name])).catch((error: unknown) => {
      if (existsSync(`${spacesFolder}/${name}`)) throw error
    })
  }
}

const spacesFolder = '/run/netns'

async function spaces(): Promise<readonly string[]> {
  return existsSync(spacesFolder) ? await readdir(spacesFolder) : []
}

function checkNames(hosts: readonly string[]): void {
  const good = hosts.every((host) => /^[a-z0-9-]{1,12}$/.test(host) && host !== switchName)
  if (good && hosts.length > 0 && hosts.length <= 100 && new Set(hosts).size === hosts.length) return
  throw new RangeError(`1 to 100 different plain host names are wanted, not "${hosts}".`)
}
