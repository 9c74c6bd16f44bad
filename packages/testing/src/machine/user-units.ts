import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { end, spawnOwned } from './child.ts'

/** A user's service manager, as far as an installer asks it: what it starts ends with this process. */
export interface UserUnits extends AsyncDisposable {
  /** The process of a unit that runs. */
  pidOf(unit: string): number | null
  isEnabled(unit: string): boolean
}

export interface UserUnitsOptions {
  /** Where `systemctl` and `loginctl` are laid. */
  readonly bin: string
  /** Where the units lie. */
  readonly units: string
  /** What every unit is started with. */
  readonly env: Readonly<Record<string, string>>
}

/** Stands in for `systemd --user`, which needs a machine of its own. */
export async function startUserUnits({ bin, units, env }: UserUnitsOptions): Promise<UserUnits> {
  const running = new Map<string, ChildProcess>()
  const enabled = new Set<string>()

  const stop = async (unit: string) => {
    const child = running.get(unit)
    if (child) await end(child, 6_000)
    running.delete(unit)
  }
  const start = async (unit: string) => {
    const said = await readFile(join(units, unit), 'utf8')
    const settings = settingsOf(await readFile(fieldOf(said, 'EnvironmentFile'), 'utf8'))
    const [command = '', ...args] = [...fieldOf(said, 'ExecStart').matchAll(/"([^"]*)"/g)].map(
      (match) => match[1] ?? '',
    )
    running.set(unit, spawnOwned(command, args, { env: { ...env, ...settings }, stdio: 'ignore' }))
  }
  const isActive = (unit: string) => running.get(unit)?.exitCode === null

  /** Whether it succeeds. */
  async function systemctl(words: readonly string[]): Promise<boolean> {
    const [verb = '', unit = ''] = words.filter((word) => !word.startsWith('--'))
    switch (verb) {
      case 'show-environment':
      case 'daemon-reload':
        return true
      case 'enable':
        enabled.add(unit)
        return true
      case 'disable':
        enabled.delete(unit)
        if (words.includes('--now')) await stop(unit)
        return true
      case 'restart':
        await stop(unit)
        await start(unit)
        return true
      case 'is-active':
        return isActive(unit)
      default:
        return false
    }
  }

  const server = createServer(async (request, response) => {
    const succeeds = await systemctl((await text(request)).split(' ')).catch(() => false)
    response.writeHead(succeeds ? 204 : 500).end()
  })
  const socket = join(bin, 'units')
  server.listen(socket)
  await once(server, 'listening')
  await program(
    join(bin, 'systemctl'),
    `exec curl -fsS --unix-socket '${socket}' --data-binary "$*" http://units/`,
  )
  await program(join(bin, 'loginctl'), 'exit 0')
  return {
    pidOf: (unit) => (isActive(unit) ? (running.get(unit)?.pid ?? null) : null),
    isEnabled: (unit) => enabled.has(unit),
    async [Symbol.asyncDispose]() {
      for (const unit of running.keys()) await stop(unit)
      server.close()
    },
  }
}

/** A program that is a few words of shell. */
export async function program(path: string, words: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${words}\n`)
  await chmod(path, 0o755)
}

function fieldOf(unit: string, key: string): string {
  const found = new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1]
  if (found === undefined) throw new Error(`The unit has no ${key}:\n${unit}`)
  return found
}

function settingsOf(file: string): Record<string, string> {
  return Object.fromEntries(
    [...file.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name = '', value = '']) => [
      name,
      value.replace(/\\(.)/g, '$1'),
    ]),
  )
}
