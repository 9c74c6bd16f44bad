import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startHub } from '@baton/hub'
import type { Page } from 'playwright-core'

const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'))

export interface Person {
  readonly username: string
  readonly password: string
}

export interface WebAppWorld extends AsyncDisposable {
  readonly address: string
  readonly setupLink: string
  /** The hub goes away and its address answers nobody. */
  stop(): Promise<void>
  /** It comes back where it was, with what it knew. */
  start(): Promise<void>
}

/** A real hub that serves the built web app, with the demo tunes as its music. */
export async function webAppWorld(owner: Person | null): Promise<WebAppWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baton-web-app-'))
  const open = (port: number) =>
    startHub({
      host: '127.0.0.1',
      port,
      dataDir,
      musicDir: null,
      owner,
      hostNames: [],
      logLevel: 'silent',
      limits: 'off',
    })
  let hub: Awaited<ReturnType<typeof open>> | null = await open(0)
  const { port, setupLink } = hub
  const stop = async () => {
    await hub?.[Symbol.asyncDispose]()
    hub = null
  }
  return {
    address: `http://127.0.0.1:${port}`,
    setupLink: setupLink ?? '',
    stop,
    start: async () => {
      hub ??= await open(port)
    },
    async [Symbol.asyncDispose]() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** What breaks a rule of accessibility on the page as it is now; none is an empty list. */
export async function violationsOf(page: Page, name: string): Promise<readonly string[]> {
  await page.evaluate(await readFile(axe, 'utf8'))
  const found = (await page.evaluate('axe.run(document)')) as {
    readonly violations: readonly {
      readonly id: string
      readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
    }[]
  }
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${name}: ${id} at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  )
}
