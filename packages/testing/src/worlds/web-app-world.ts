import { rmSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Config, startHub } from '@baton/hub'
import { makeDemoTunes } from '@baton/hub/jobs/demo'
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

/**
 * A real hub that serves the built web app, with the demo tunes as its music. One without an owner is new: it composes
 * them itself, as a newcomer sees it. In the others they are there, and are scanned.
 */
export async function webAppWorld(
  owner: Person | null,
  config: Pick<Config, 'agentNetworks' | 'downloadNetworks'> = {},
): Promise<WebAppWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'baton-web-app-'))
  if (owner !== null) await cp(await composedTunes(), join(dataDir, 'demo-music'), { recursive: true })
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
      ...config,
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

/** Opens the app and signs in by typing, until something of the library is there. */
export async function enter(
  page: Page,
  { address }: WebAppWorld,
  { username, password }: Person,
): Promise<void> {
  await page.goto(address)
  await page.getByLabel('User name').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.locator('.card a').first().waitFor({ timeout: 40_000 })
}

/** Goes to a place of the app that is open already, and waits until its page is there with all that it loads. */
export async function visit(page: Page, url: string): Promise<void> {
  await page.goto(url)
  // The app hears of its new place, and draws it, after the browser has said that it is there.
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
  await page.locator('h1').first().waitFor({ state: 'attached' })
  // Of a search the former answer stands there, paler, until the next one comes.
  await page.locator('.waiting, [data-late]').first().waitFor({ state: 'detached' })
}

let composed: Promise<string> | null = null

/** The folder of the demo tunes, which are composed once in a test process. */
function composedTunes(): Promise<string> {
  composed ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baton-demo-tunes-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    await makeDemoTunes({ folder })
    return folder
  })()
  return composed
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[]
}

/**
 * Colours and menus that are on their way somewhere are there. One way may begin where another ends, from an element to
 * those in it. What goes on for long, such as a track, is no such way.
 */
const AT_REST = `(async () => {
  const moving = () => document.getAnimations().filter(({ effect, currentTime }) =>
    effect.getComputedTiming().endTime - (currentTime ?? 0) < 2_000)
  for (let frames = 0; moving().length > 0 && frames < 200; frames += 1) {
    await Promise.all(moving().map(({ finished }) => finished.catch(() => {})))
    await new Promise((drawn) => requestAnimationFrame(drawn))
  }
})()`

/** What breaks a rule of accessibility on the page as it is now; none is an empty list. */
export async function violationsOf(page: Page, name: string): Promise<readonly string[]> {
  if (!(await page.evaluate(`'axe' in window`))) await page.evaluate(await readFile(axe, 'utf8'))
  await page.evaluate(AT_REST)
  // All that was looked at and is right would be many times as much to send.
  const broken = await page.evaluate(`axe.run(document).then(({ violations }) => violations)`)
  return (broken as readonly Violation[]).flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${name}: ${id} at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  )
}
