import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OLDEST_NODE_OF_AGENT } from '@baton/protocol'

/** A Node for machines that have none, as the lockfile knows it. */
export interface NodePackage {
  /** What `uname -m` says. */
  readonly machine: string
  readonly version: string
  readonly url: string
  readonly sha512: string
}

export interface HandedOut {
  readonly bytes: Buffer
  readonly sha256: string
}

/** What a machine is given to become a loudspeaker of this hub. */
export interface AgentFiles {
  /** The agent as one file. */
  readonly agent: HandedOut
  /** The script that brings it; it knows the hash of the agent, so whoever knows the script's knows both. */
  readonly installer: HandedOut
}

const SCRIPT = new URL('./install.sh', import.meta.url)

/**
 * Reads what the build of the agent has written to `folder`, once, when it is first wanted. Null: the agent was not
 * built.
 */
export function agentFiles(folder: string): (() => Promise<AgentFiles>) | null {
  if (!existsSync(join(folder, 'baton-agent.mjs'))) return null
  let read: Promise<AgentFiles> | null = null
  return () => {
    read ??= readFiles(folder).catch((error: unknown) => {
      read = null
      throw error
    })
    return read
  }
}

async function readFiles(folder: string): Promise<AgentFiles> {
  const [bytes, packages, script] = await Promise.all([
    readFile(join(folder, 'baton-agent.mjs')),
    readFile(join(folder, 'node-packages.json'), 'utf8'),
    readFile(SCRIPT, 'utf8'),
  ])
  const agent = handedOut(bytes)
  const text = filled(script, {
    AGENT_SHA256: agent.sha256,
    OLDEST_NODE: String(OLDEST_NODE_OF_AGENT),
    NODE_PACKAGES: (JSON.parse(packages) as readonly NodePackage[])
      .map(({ machine, version, url, sha512 }) => `Linux-${machine} ${version} ${url} ${sha512}`)
      .join('\n'),
  })
  return { agent, installer: handedOut(Buffer.from(text)) }
}

function filled(script: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`@${name}@`, () => value),
    script,
  )
}

function handedOut(bytes: Buffer): HandedOut {
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}
